"""ResNet-18 and SEW ResNet-18 for 32x32 images, or with the first layers of ImageNet's, the first convolution run once for all steps."""
import torch
from torch import nn

from layers import NormalizedConvolution


class Block(nn.Module):
    """Convolution, normalization, neurons, convolution, normalization, sum, neurons (He et al., 2016, with neurons for rectifiers)."""

    def __init__(self, inputs, outputs, stride, neurons):
        super().__init__()
        self.conv1, self.fire1 = NormalizedConvolution(inputs, outputs, 3, stride), neurons()
        self.conv2, self.fire2 = NormalizedConvolution(outputs, outputs), neurons()
        self.downsample = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.downsample = NormalizedConvolution(inputs, outputs, 1, stride)

    def forward(self, x):
        return self.fire2(self.conv2(self.fire1(self.conv1(x))) + self.downsample(x))


class SewBlock(Block):
    """The same, but branch and projection fire and their spikes are added (Fang et al., NeurIPS 2021)."""

    def __init__(self, inputs, outputs, stride, neurons):
        super().__init__(inputs, outputs, stride, neurons)
        if stride != 1 or inputs != outputs:
            self.downsample.append(neurons())

    def forward(self, x):
        return self.fire2(self.conv2(self.fire1(self.conv1(x)))) + self.downsample(x)


class ResNet18(nn.Module):
    def __init__(self, block, width, timesteps, neurons, classes=10, photographs=False):
        super().__init__()
        self.timesteps = timesteps
        self.stem, self.fire = NormalizedConvolution(3, width, *((7, 2) if photographs else ())), neurons()
        self.pool = nn.MaxPool2d(3, 2, 1) if photographs else nn.Identity()
        blocks, inputs = [], width
        for stage in range(4):
            outputs = width << stage
            blocks += [block(inputs, outputs, 1 if stage == 0 else 2, neurons), block(outputs, outputs, 1, neurons)]
            inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(inputs, classes)

    def forward(self, images):
        x = self.fire(torch.cat([self.stem(images)] * self.timesteps))
        x = self.blocks(self.pool(x)).mean((2, 3))
        return self.fc(x).view(self.timesteps, images.shape[0], -1)
