# Completion of pwpol(1) for bash.

# Sets COMPREPLY to the words of $1 that go on from what was typed.
_pwpol_words()
{
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

_pwpol_files()
{
    mapfile -t COMPREPLY < <(compgen -f -- "$1")
    compopt -o filenames 2>/dev/null
}

# KEY= of the policy's keys; nothing once the value is being typed.
_pwpol_keys()
{
    local key
    COMPREPLY=()
    for key in $(pwpol policy keys --names 2>/dev/null); do
        [[ $key= == "$1"* ]] && COMPREPLY+=("$key=")
    done
    compopt -o nospace 2>/dev/null
}

_pwpol_fields()
{
    local field
    COMPREPLY=()
    for field in login email name company site birth_date word; do
        [[ $field= == "$1"* ]] && COMPREPLY+=("$field=")
    done
    compopt -o nospace 2>/dev/null
}

# The value of option $1 of command $3, of which $2 is typed; fails when it takes none.
_pwpol_value()
{
    case $1 in
    --policy | -p | --batch | -b | --output | --append | --input | --stored-file | --dictionary | --svg | --key-file) _pwpol_files "$2" ;;
    --preset | -P) _pwpol_words "$(pwpol policy list --names 2>/dev/null)" "$2" ;;
    --set | -s) _pwpol_keys "$2" ;;
    --context | -c) _pwpol_fields "$2" ;;
    --format | -f)
        if [[ $3 == check ]]; then
            _pwpol_words "table jsonl csv" "$2"
        else
            _pwpol_words "csv tsv passwd jsonl plain" "$2"
        fi
        ;;
    --color) _pwpol_words "auto always never" "$2" ;;
    --lang) _pwpol_words "fr en" "$2" ;;
    --list) _pwpol_words "french english" "$2" ;;
    --scenario) _pwpol_words "spraying hammering stuffing office" "$2" ;;
    --attack) _pwpol_words "guessing pairs" "$2" ;;
    --addresses) _pwpol_words "ipv4 ipv6" "$2" ;;
    --day) _pwpol_words "flat people office" "$2" ;;
    --old-fd | --jobs | -j | --insecure-argument | --length | -l | --words | -w | --separator | --count | -n | \
        --account | -a | --password-fd | --stored | --stored-fd | --id | --account-field | --hash-field | \
        --target | --memory | --concurrent | --rate | --sources | --accounts | --targets | --reuse | --unknown | \
        --captchas | --logins | --mistyped | --forgotten | --known | --behind | --duration | --seed | --passwords | \
        --store | --source | --for)
        COMPREPLY=()
        ;;
    *) return 1 ;;
    esac
}

_pwpol()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local command="" options="" word i
    COMPREPLY=()

    # bash cuts words at "=": --set length.min=12 and --lang=fr are three words.
    if [[ $current == "=" ]]; then
        current=""
    elif [[ $previous == "=" && $COMP_CWORD -ge 2 ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi

    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
        verify) [[ $command == breach ]] && command="breach verify" || { [[ -z $command || $command == help ]] && command=verify; } ;;
        check | generate | hash | keygen | rewrap | migrate | tune | simulate | help) [[ -z $command || $command == help ]] && command=$word ;;
        policy | throttle | breach) [[ -z $command || $command == help ]] && command=$word ;;
        list | show | keys | audit) [[ $command == policy ]] && command="policy $word" ;;
        status | unlock | lock | reset) [[ $command == throttle ]] && command="throttle $word" ;;
        build | merge | info | query) [[ $command == breach ]] && command="breach $word" ;;
        esac
    done

    case $command in
    "") options="--help --version --lang" ;;
    check)
        options="--policy --preset --set --context --old --old-fd --batch --null --format --show --jobs
            --json --color --quiet --insecure-argument --lang --help" ;;
    generate)
        options="--length --readable --words --list --separator --count --policy --preset --set --json
            --quiet --lang --help" ;;
    hash)
        options="--account --password-fd --insecure-argument --policy --preset --set --json --lang --help" ;;
    verify)
        options="--stored --stored-file --stored-fd --account --password-fd --insecure-argument --policy
            --preset --set --json --quiet --lang --help" ;;
    keygen) options="--id --output --append --throttle --stdout --json --lang --help" ;;
    rewrap)
        options="--input --output --format --account-field --hash-field --header --resume --strict --json
            --policy --preset --set --lang --help" ;;
    migrate)
        options="--input --output --format --account-field --hash-field --header --resume --strict --json
            --nt --jobs --policy --preset --set --lang --help" ;;
    simulate)
        options="--scenario --attack --rate --sources --addresses --inside --accounts --targets --passwords
            --dictionary --reuse --unknown --captchas --logins --day --mistyped --forgotten --known --behind
            --duration --seed --svg --json --policy --preset --set --lang --help" ;;
    tune) options="--target --memory --concurrent --json --lang --help" ;;
    "throttle status" | "throttle unlock")
        options="--store --account --source --key-file --json --policy --preset --set --lang --help" ;;
    "throttle lock") options="--store --account --key-file --for --json --policy --preset --set --lang --help" ;;
    "throttle reset") options="--store --yes --lang --help" ;;
    "breach build")
        options="--output --words --hash --min-count --classes --bits --exact --capacity --like --lenient --date
            --source --temporary --jobs --json --quiet --lang --help" ;;
    "breach merge") options="--output --temporary --json --quiet --lang --help" ;;
    "breach info") options="--json --lang --help" ;;
    "breach verify") options="--source --sample --words --quiet --lang --help" ;;
    "breach query") options="--corpus --batch --hashes --password-fd --json --quiet --lang --help" ;;
    "policy list" | "policy keys") options="--names --json --lang --help" ;;
    "policy show") options="--policy --preset --set --full --changes --json --lang --help" ;;
    "policy audit") options="--policy --preset --set --html --json --output --lang --help" ;;
    esac
    case "$command $previous" in
    "policy audit -o" | "keygen -o" | "rewrap -"[io] | "migrate -"[io])
        _pwpol_files "$current"
        return
        ;;
    "simulate -d" | "throttle status -k" | "throttle unlock -k" | "throttle lock -k")
        _pwpol_files "$current"
        return
        ;;
    "keygen -i" | "tune -"[tmc] | "simulate -"[rn]) return ;;
    "breach build -"[mbdsj] | "breach build --source" | "breach build --date" | "breach build --bits") return ;;
    "breach build --capacity" | "breach build --min-count" | "breach verify -n" | "breach verify --sample") return ;;
    "breach build --hash")
        _pwpol_words "sha1 nt" "$current"
        return
        ;;
    "breach "*" -"[ot] | "breach "*" --output" | "breach "*" --temporary" | "breach build --like" | \
        "breach verify -s" | "breach verify --source" | "breach query -"[cb] | "breach query --corpus")
        _pwpol_files "$current"
        return
        ;;
    esac
    _pwpol_value "$previous" "$current" "$command" && return
    if [[ $current == -* ]]; then
        _pwpol_words "$options" "$current"
        return
    fi
    case $command in
    "" | help) _pwpol_words "check generate policy hash verify keygen rewrap migrate tune throttle simulate breach help" "$current" ;;
    policy) _pwpol_words "list show keys audit" "$current" ;;
    throttle) _pwpol_words "status unlock lock reset" "$current" ;;
    breach) _pwpol_words "build merge info verify query" "$current" ;;
    "breach build" | "breach merge" | "breach info" | "breach verify") _pwpol_files "$current" ;;
    esac
}

complete -F _pwpol pwpol
