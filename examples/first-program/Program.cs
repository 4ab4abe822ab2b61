using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

using Engine engine = new();
ImageData data = ImageData.Open("synthetic");
NetworkDescription small = ResNet.Describe([1, 1, 1, 1], width: 16, classes: 10, stemStride: 2);

// A network without neurons is an ANN. The teacher is one, and is trained once.
if (!File.Exists("teacher.safetensors"))
{
    using Network ann = Network.Create(engine, small);
    new TrainingRun(ann, data) { Epochs = 5 }.Train(progress => Console.WriteLine($"teacher  {progress}"));
    ann.Save("teacher.safetensors");
}

using Network teacher = Network.Load(engine, "teacher.safetensors");
using Network student = Network.Create(engine, small, new Lif { DecayInput = false }, timesteps: 2);
TrainingRun run = new(student, data) { Teacher = teacher, Method = Methods.Tser(), Epochs = 5 };
run.Train(progress => Console.WriteLine(progress));
student.Save("student.safetensors");
