"""Reads a file of events with Google's protobuf and prints every number as "step<TAB>tag<TAB>value".

The messages are those of TensorFlow's event.proto and summary.proto, described here at run time. What is read has to be all there is: an unknown
field, a message that does not say the same when written again, or a wrong sum of a record ends it.
"""
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from read_events import records

FIELD = descriptor_pb2.FieldDescriptorProto
DOUBLE, FLOAT, INT64, STRING, MESSAGE = (
    FIELD.TYPE_DOUBLE, FIELD.TYPE_FLOAT, FIELD.TYPE_INT64, FIELD.TYPE_STRING, FIELD.TYPE_MESSAGE)


def add(message, number, name, kind, of=None, repeated=False, one_of=None):
    field = message.field.add(name=name, number=number, type=kind)
    field.label = FIELD.LABEL_REPEATED if repeated else FIELD.LABEL_OPTIONAL
    if of:
        field.type_name = of
    if one_of:
        if not message.oneof_decl:
            message.oneof_decl.add(name=one_of)
        field.oneof_index = 0


def event_class():
    file = descriptor_pb2.FileDescriptorProto(name="event.proto", package="tensorflow", syntax="proto3")
    event = file.message_type.add(name="Event")
    add(event, 1, "wall_time", DOUBLE)
    add(event, 2, "step", INT64)
    add(event, 3, "file_version", STRING, one_of="what")
    add(event, 5, "summary", MESSAGE, of=".tensorflow.Summary", one_of="what")
    summary = file.message_type.add(name="Summary")
    add(summary, 1, "value", MESSAGE, of=".tensorflow.Summary.Value", repeated=True)
    value = summary.nested_type.add(name="Value")
    add(value, 1, "tag", STRING)
    add(value, 2, "simple_value", FLOAT, one_of="value")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file) if hasattr(pool, "Add") else pool.AddSerializedFile(file.SerializeToString())
    descriptor = pool.FindMessageTypeByName("tensorflow.Event")
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


def read(path):
    event_of = event_class()
    with open(path, "rb") as file:
        contents = list(records(file.read()))
    for number, content in enumerate(contents):
        event = event_of()
        assert event.ParseFromString(content) == len(content)
        known = event_of.FromString(content)
        known.DiscardUnknownFields()
        assert known.SerializeToString(deterministic=True) == event.SerializeToString(deterministic=True), f"event {number} has fields that are unknown"
        assert event.wall_time > 1.6e9, event
        if number == 0:
            assert event.file_version == "brain.Event:2" and event.WhichOneof("what") == "file_version", event
            continue
        assert event.WhichOneof("what") == "summary" and event.summary.value, event
        for value in event.summary.value:
            assert value.WhichOneof("value") == "simple_value", value
            yield event.step, value.tag, value.simple_value


if __name__ == "__main__":
    for step, tag, number in read(sys.argv[1]):
        print(step, tag, repr(number), sep="\t")
