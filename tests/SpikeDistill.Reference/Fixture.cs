using SpikeDistill.Interop.SafeTensors;

namespace SpikeDistill.Reference;

/// <summary>The files of tests/fixtures; the Python script beside each says what it holds.</summary>
public static class Fixture
{
    /// <summary>Single operations with gradients, from make_operation_fixture.py.</summary>
    public const string Operations = "operations";

    /// <summary>Ten training steps, hard reset, from make_training_fixture.py.</summary>
    public const string TrainingHard = "training-hard";

    /// <summary>Ten training steps, soft detached reset, from make_training_fixture.py.</summary>
    public const string TrainingSoft = "training-soft";

    /// <summary>Operations of transformers and SEW blocks with gradients, from make_transformer_fixture.py.</summary>
    public const string Transformers = "transformers";

    /// <summary>A training pass of whole spiking transformers with all gradients, from make_spiking_transformer_fixture.py.</summary>
    public const string SpikingTransformers = "spiking-transformers";

    /// <summary>A training pass of whole vision transformers with all gradients, from make_vision_transformer_fixture.py.</summary>
    public const string VisionTransformers = "vision-transformers";

    /// <summary>The operations of AutoAugment, from make_autoaugment_fixture.py.</summary>
    public const string AutoAugment = "autoaugment";

    /// <summary>RandAugment, stretched parts and jittered colours, from make_transform_fixture.py.</summary>
    public const string Transforms = "transforms";

    /// <summary>Optimizers and smoothed labels, from make_optimizer_fixture.py.</summary>
    public const string Optimizers = "optimizers";

    /// <summary>The terms of distillation methods, from make_distillation_fixture.py.</summary>
    public const string Distillation = "distillation";

    /// <summary>Neurons that learn, from make_neuron_fixture.py.</summary>
    public const string Neurons = "neurons";

    /// <summary>MPBN, tdBN and PFA with gradients, from make_module_fixture.py.</summary>
    public const string Modules = "modules";

    /// <summary>A training step of a small network of each convolutional family, from make_network_fixture.py.</summary>
    public const string Networks = "networks";

    /// <summary>A run's folder as the last version with a settings.json wrote it, from former-run/make.sh.</summary>
    public static string FormerRun => Path.Combine(AppContext.BaseDirectory, "fixtures", "former-run", "former-seed0");

    public static SafeTensorsFile Open(string name) =>
        SafeTensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "fixtures", name + ".safetensors"));
}
