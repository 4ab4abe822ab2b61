"""Photographs a second by PIL on one core: JPEG files, a random part of each at 224x224, flipped, as normalized floats.

Run by the benchmark 'data'; by itself: python3 photographs.py FOLDER SECONDS (PIL, numpy)
"""
import glob
import math
import random
import sys
import time

import numpy
from PIL import Image

SHOWN = 224
MEAN, STD = numpy.float32([0.485, 0.456, 0.406]), numpy.float32([0.229, 0.224, 0.225])


def part(width, height):
    """torchvision's RandomResizedCrop."""
    for _ in range(10):
        area = random.uniform(0.08, 1) * width * height
        ratio = math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3)))
        w, h = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if 0 < w <= width and 0 < h <= height:
            left, top = random.randint(0, width - w), random.randint(0, height - h)
            return left, top, left + w, top + h
    side = min(width, height)
    return 0, 0, side, side


def shown(path):
    with Image.open(path) as file:
        image = file.convert("RGB")
    image = image.crop(part(*image.size)).resize((SHOWN, SHOWN), Image.BILINEAR)
    if random.random() < 0.5:
        image = image.transpose(Image.FLIP_LEFT_RIGHT)
    return (numpy.asarray(image, numpy.float32) / 255 - MEAN) / STD


def main():
    files = sorted(glob.glob(sys.argv[1] + "/*/*.jpg"))
    best, start = math.inf, time.perf_counter()
    while best == math.inf or time.perf_counter() - start < float(sys.argv[2]):
        begin = time.process_time()
        for path in files:
            shown(path)
        best = min(best, time.process_time() - begin)
    print(len(files) / best)


main()
