using OwnMethod;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli;
using SpikeDistill.Distillation;
using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

Catalog catalog = new();
catalog.Terms.Add(CosineTerm.Entry);
catalog.Methods.Add(CosineTerm.Method);
return SpikeDistillProgram.Run(args, catalog);

namespace OwnMethod
{
    /// <summary>1 - cos(z_stu, z_tea), the mean over samples, with the student's logits averaged over time.</summary>
    public sealed record CosineTerm : LogitTerm
    {
        private static readonly Option<double> CosineWeight = new("cosine_weight", Kinds.NotNegative, 1, "The weight of the teacher's direction.");

        /// <summary>What recipes can say of the term.</summary>
        public static Entry<Term> Entry { get; }
            = Entry<Term>.Of("cosine", "angle between the student's and the teacher's logits", OptionsOf(() => new CosineTerm()));

        /// <summary>The method: labels at every step, and the direction of the teacher's logits.</summary>
        public static Method Method { get; } = new("cosine_kd", "labels at every step, and the direction of the teacher's logits", [CosineWeight],
            r => [new CrossEntropyTerm { Weight = 0.5 }, new CosineTerm { Weight = r.Get(CosineWeight) }]);

        /// <inheritdoc/>
        public override bool NeedsTeacher => true;

        /// <inheritdoc/>
        protected override Entry<Term> Declared => Entry;

        /// <inheritdoc/>
        public override Tensor Value(Tape tape, TermInputs inputs)
        {
            Tensor student = tape.NormalizeRows(tape.MeanOverTime(inputs.StudentLogits));
            Tensor teacher = tape.NormalizeRows(inputs.TeacherLogits!);
            Tensor cosines = tape.Sum(tape.Multiply(student, teacher));
            return tape.AddScalar(tape.Scale(cosines, -1f / inputs.Labels.Length), 1);
        }
    }
}
