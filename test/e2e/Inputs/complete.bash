# complete.bash WORD...: what the completions of bash offer for the last word of a command line.
source <(smelt completions bash)
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_smelt
printf '%s\n' "${COMPREPLY[@]}"
