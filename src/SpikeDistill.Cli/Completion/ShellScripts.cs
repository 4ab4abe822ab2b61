namespace SpikeDistill.Cli.Completion;

/// <summary>
/// Completion scripts: each hands the line up to the cursor, without the program's name, to the program's directive <c>[suggest:length]</c>.
/// Options are offered after a dash only, file names where there is nothing to offer.
/// </summary>
internal static class ShellScripts
{
    private const string Program = "@PROGRAM@";

    private const string Bash = """
        # Completion of spikedistill for bash. In ~/.bashrc: eval "$(spikedistill completion bash)"
        _spikedistill() {
            local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} one
            line=${line#*"${COMP_WORDS[0]}"}
            line=${line# }
            if [[ $line =~ ^(.*--[a-z-]+)=([^[:space:]]*)$ ]]; then
                line="${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"
            fi
            [[ $word == = ]] && word=
            COMPREPLY=()
            while IFS= read -r one; do
                [[ $one == "$word"* && $one != [-/][?h] && ( $word == -* || $one != -* ) ]] && COMPREPLY+=("$one")
            done < <(@PROGRAM@ "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o default -F _spikedistill spikedistill

        """;

    private const string Zsh = """
        #compdef spikedistill
        # Completion of spikedistill for zsh. In ~/.zshrc, after compinit: eval "$(spikedistill completion zsh)"
        _spikedistill() {
            local line="${(j: :)words[2,CURRENT]}"
            local -a found
            found=(${(f)"$(@PROGRAM@ "[suggest:${#line}]" "$line" 2>/dev/null)"})
            found=(${found:#[-/][?h]})
            [[ ${words[CURRENT]} == -* ]] || found=(${found:#-*})
            if (( ${#found} )); then
                compadd -a found
            else
                _files
            fi
        }
        compdef _spikedistill spikedistill

        """;

    private const string Fish = """
        # Completion of spikedistill for fish. In ~/.config/fish/config.fish: spikedistill completion fish | source
        function __spikedistill_complete
            set -l words (commandline -opc) (commandline -ct)
            set -l line (string join ' ' -- $words[2..-1])
            @PROGRAM@ "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match -rv '^[-/][?h]$'
        end
        complete -c spikedistill -a '(__spikedistill_complete)'

        """;

    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal) { ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish };

    public static IReadOnlyCollection<string> Shells => Scripts.Keys;

    /// <summary>The script of a shell.</summary>
    /// <param name="shell">One of <see cref="Shells"/>.</param>
    /// <param name="program">The words that start the program.</param>
    public static string For(string shell, IEnumerable<string> program)
        => Scripts[shell].ReplaceLineEndings("\n").Replace(Program, string.Join(' ', program.Select(Quoted)), StringComparison.Ordinal);

    /// <summary>The words that start this very program, whether it is on the path or not.</summary>
    public static IReadOnlyList<string> ThisProgram()
    {
        string process = Environment.ProcessPath ?? "spikedistill";
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, Path.Combine(AppContext.BaseDirectory, "spikedistill.dll")] : [process];
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
