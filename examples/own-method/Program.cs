using OwnMethod;
using SpikeDistill.Cli;
using SpikeDistill.Distillation;

TermRegistry.Add("cosine", CosineTerm.Definition);
return SpikeDistillProgram.Run(args);
