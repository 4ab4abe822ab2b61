"""Reads a file of events and prints every number as "step<TAB>tag<TAB>value".

With TensorBoard's own reader where it is installed; else by what its formats say (TFRecord with masked CRC-32C, event.proto, summary.proto),
written from those and not from SpikeDistill's writer, which it is to check.
"""
import struct
import sys


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    at = 0
    while at < len(data):
        length, check = struct.unpack_from("<QI", data, at)
        assert masked(data[at:at + 8]) == check, f"the sum of the length at {at} is wrong"
        content = data[at + 12:at + 12 + length]
        (check,) = struct.unpack_from("<I", data, at + 12 + length)
        assert len(content) == length and masked(content) == check, f"the sum of the record at {at} is wrong"
        yield content
        at += 16 + length


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 1:
            value, at = data[at:at + 8], at + 8
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        else:
            assert kind == 5, f"wire type {kind}"
            value, at = data[at:at + 4], at + 4
        yield key >> 3, value


def by_hand(path):
    with open(path, "rb") as file:
        events = list(records(file.read()))
    first = dict(fields(events[0]))
    assert first[3] == b"brain.Event:2", first
    assert struct.unpack("<d", first[1])[0] > 1.6e9, first
    for event in events[1:]:
        parts = dict(fields(event))
        for number, value in fields(parts[5]):
            assert number == 1, number
            scalar = dict(fields(value))
            yield parts.get(2, 0), scalar[1].decode(), struct.unpack("<f", scalar.get(2, b"\0\0\0\0"))[0]


def by_tensorboard(path):
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

    for event in EventFileLoader(path).Load():
        for value in event.summary.value:
            number = value.tensor.float_val[0] if value.HasField("tensor") else value.simple_value
            yield event.step, value.tag, number


def main():
    try:
        import tensorboard.backend.event_processing.event_file_loader  # noqa: F401
        read = by_tensorboard
    except ImportError:
        read = by_hand
    for step, tag, number in read(sys.argv[1]):
        print(step, tag, repr(number), sep="\t")


if __name__ == "__main__":
    main()
