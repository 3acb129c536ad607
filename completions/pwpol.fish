# Completion of pwpol(1) for fish.

# Whether the commands typed so far are exactly the arguments.
function __pwpol_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l commands
    for word in $words
        if contains -- $word check generate policy hash verify keygen rewrap migrate tune throttle simulate breach help list show keys audit status unlock lock reset build merge info query
            set -a commands $word
        end
    end
    test "$commands" = "$argv"
end

function __pwpol_settings
    pwpol policy keys --names 2>/dev/null | string replace -r '$' '='
end

complete -c pwpol -f

complete -c pwpol -n '__pwpol_at; or __pwpol_at help' -a check -d 'Judge a candidate password'
complete -c pwpol -n '__pwpol_at; or __pwpol_at help' -a generate -d 'Draw passwords that meet a policy'
complete -c pwpol -n '__pwpol_at; or __pwpol_at help' -a policy -d 'Presets, keys and audits'
complete -c pwpol -n '__pwpol_at; or __pwpol_at help' -a hash -d 'Make the credential of a password'
complete -c pwpol -n '__pwpol_at; or __pwpol_at help' -a verify -d 'Compare a password with a stored hash'
complete -c pwpol -n '__pwpol_at; or __pwpol_at help' -a keygen -d 'Make a pepper key'
complete -c pwpol -n '__pwpol_at; or __pwpol_at help' -a rewrap -d 'Seal the hashes of a table anew'
complete -c pwpol -n '__pwpol_at; or __pwpol_at help' -a migrate -d 'Put Argon2id over the old hashes of a table'
complete -c pwpol -n '__pwpol_at; or __pwpol_at help' -a tune -d 'Measure Argon2id on this machine'
complete -c pwpol -n '__pwpol_at; or __pwpol_at help' -a throttle -d 'See and change who is held back'
complete -c pwpol -n '__pwpol_at; or __pwpol_at help' -a simulate -d 'Simulate an attack under a policy'
complete -c pwpol -n '__pwpol_at throttle; or __pwpol_at help throttle' -a status -d 'Tell who is held back'
complete -c pwpol -n '__pwpol_at throttle; or __pwpol_at help throttle' -a unlock -d 'End locks, delays and counts'
complete -c pwpol -n '__pwpol_at throttle; or __pwpol_at help throttle' -a lock -d 'Lock accounts for everybody'
complete -c pwpol -n '__pwpol_at throttle; or __pwpol_at help throttle' -a reset -d 'Forget everything that a store holds'
complete -c pwpol -n '__pwpol_at; or __pwpol_at help' -a breach -d 'The corpus of breached passwords'
complete -c pwpol -n __pwpol_at -a help -d 'Show the help of a command'
complete -c pwpol -n __pwpol_at -s V -l version -d 'Show the version'
complete -c pwpol -n '__pwpol_at policy; or __pwpol_at help policy' -a list -d 'List the presets'
complete -c pwpol -n '__pwpol_at policy; or __pwpol_at help policy' -a show -d 'Show the keys of a policy'
complete -c pwpol -n '__pwpol_at policy; or __pwpol_at help policy' -a keys -d 'Explain every key'
complete -c pwpol -n '__pwpol_at policy; or __pwpol_at help policy' -a audit -d 'Compare with the regulation'

complete -c pwpol -n '__pwpol_at breach; or __pwpol_at help breach' -a build -d 'Make a corpus'
complete -c pwpol -n '__pwpol_at breach; or __pwpol_at help breach' -a merge -d 'Merge corpora'
complete -c pwpol -n '__pwpol_at breach; or __pwpol_at help breach' -a info -d 'Tell what a corpus is'
complete -c pwpol -n '__pwpol_at breach; or __pwpol_at help breach' -a verify -d 'Verify a corpus'
complete -c pwpol -n '__pwpol_at breach; or __pwpol_at help breach' -a query -d 'Ask about passwords'

complete -c pwpol -l lang -x -a 'fr en' -d 'Language of the texts'
complete -c pwpol -s h -l help -d 'Show the help'

set -l policy '__pwpol_at check; or __pwpol_at generate; or __pwpol_at policy show; or __pwpol_at policy audit; or __pwpol_at hash; or __pwpol_at verify; or __pwpol_at rewrap; or __pwpol_at migrate; or __pwpol_at simulate; or __pwpol_at throttle status; or __pwpol_at throttle unlock; or __pwpol_at throttle lock'
complete -c pwpol -n $policy -s p -l policy -r -F -d 'Policy file'
complete -c pwpol -n $policy -s P -l preset -x -a '(pwpol policy list --names 2>/dev/null)' -d 'Preset'
complete -c pwpol -n $policy -s s -l set -x -a '(__pwpol_settings)' -d 'Set one key'

complete -c pwpol -n '__pwpol_at check; or __pwpol_at generate; or __pwpol_at policy list; or __pwpol_at policy show; or __pwpol_at policy keys; or __pwpol_at policy audit; or __pwpol_at hash; or __pwpol_at verify; or __pwpol_at keygen; or __pwpol_at rewrap; or __pwpol_at migrate; or __pwpol_at tune; or __pwpol_at breach build; or __pwpol_at breach merge; or __pwpol_at breach info; or __pwpol_at breach query' -l json -d 'Write JSON'

complete -c pwpol -n '__pwpol_at check' -s c -l context -x -a 'login= email= name= company= site= birth_date= word=' -d 'What belongs to the person'
complete -c pwpol -n '__pwpol_at check' -s o -l old -d 'Ask for the current password first'
complete -c pwpol -n '__pwpol_at check' -l old-fd -x -d 'Read the current password from a descriptor'
complete -c pwpol -n '__pwpol_at check' -s b -l batch -r -F -d 'Judge the candidates of a file'
complete -c pwpol -n '__pwpol_at check' -s 0 -l null -d 'Candidates end with a NUL byte'
complete -c pwpol -n '__pwpol_at check' -s f -l format -x -a 'table jsonl csv' -d 'Format of the rows'
complete -c pwpol -n '__pwpol_at check' -l show -d 'Add the candidates to the rows'
complete -c pwpol -n '__pwpol_at check' -s j -l jobs -x -d 'Number of threads'
complete -c pwpol -n '__pwpol_at check' -l color -x -a 'auto always never' -d 'Use colour'
complete -c pwpol -n '__pwpol_at check' -s q -l quiet -d 'Print nothing'
complete -c pwpol -n '__pwpol_at check' -l insecure-argument -x -d 'Judge a text that others may see'

complete -c pwpol -n '__pwpol_at generate' -s l -l length -x -d 'Length in symbols'
complete -c pwpol -n '__pwpol_at generate' -s r -l readable -d 'Avoid symbols that look alike'
complete -c pwpol -n '__pwpol_at generate' -s w -l words -x -d 'Length in words'
complete -c pwpol -n '__pwpol_at generate' -l list -x -a 'french english' -d 'Word list'
complete -c pwpol -n '__pwpol_at generate' -l separator -x -d 'Text between the words'
complete -c pwpol -n '__pwpol_at generate' -s n -l count -x -d 'How many'
complete -c pwpol -n '__pwpol_at generate' -s q -l quiet -d 'Do not tell the entropy'

complete -c pwpol -n '__pwpol_at policy list; or __pwpol_at policy keys' -l names -d 'Only the names'
complete -c pwpol -n '__pwpol_at policy show' -l full -d 'With the documentation'
complete -c pwpol -n '__pwpol_at policy show' -l changes -d 'What differs from the preset'
complete -c pwpol -n '__pwpol_at policy audit' -l html -d 'Write one page'
complete -c pwpol -n '__pwpol_at policy audit' -s o -l output -r -F -d 'Write to a file'

complete -c pwpol -n '__pwpol_at hash; or __pwpol_at verify' -s a -l account -x -d 'What the hash belongs to'
complete -c pwpol -n '__pwpol_at hash; or __pwpol_at verify' -l password-fd -x -d 'Read the password from a descriptor'
complete -c pwpol -n '__pwpol_at hash; or __pwpol_at verify' -l insecure-argument -x -d 'Take a text that others may see'

complete -c pwpol -n '__pwpol_at verify' -l stored -x -d 'The stored hash'
complete -c pwpol -n '__pwpol_at verify' -l stored-file -r -F -d 'Read the stored hash from a file'
complete -c pwpol -n '__pwpol_at verify' -l stored-fd -x -d 'Read the stored hash from a descriptor'
complete -c pwpol -n '__pwpol_at verify' -s q -l quiet -d 'Print nothing'

complete -c pwpol -n '__pwpol_at keygen' -s i -l id -x -d 'Name of the key'
complete -c pwpol -n '__pwpol_at keygen' -s o -l output -r -F -d 'Make a key ring'
complete -c pwpol -n '__pwpol_at keygen' -l append -r -F -d 'Put the key in front of a key ring'
complete -c pwpol -n '__pwpol_at keygen' -l stdout -d 'Write to standard output'

complete -c pwpol -n '__pwpol_at rewrap; or __pwpol_at migrate' -s i -l input -r -F -d 'Table to read'
complete -c pwpol -n '__pwpol_at rewrap; or __pwpol_at migrate' -s o -l output -r -F -d 'Table to write'
complete -c pwpol -n '__pwpol_at rewrap; or __pwpol_at migrate' -s f -l format -x -a 'csv tsv passwd jsonl plain' -d 'Format of the table'
complete -c pwpol -n '__pwpol_at rewrap; or __pwpol_at migrate' -l account-field -x -d 'Column or member of the account'
complete -c pwpol -n '__pwpol_at rewrap; or __pwpol_at migrate' -l hash-field -x -d 'Column or member of the hash'
complete -c pwpol -n '__pwpol_at rewrap; or __pwpol_at migrate' -l header -d 'The first record names the columns'
complete -c pwpol -n '__pwpol_at rewrap; or __pwpol_at migrate' -l resume -d 'Go on with an interrupted run'
complete -c pwpol -n '__pwpol_at rewrap; or __pwpol_at migrate' -l strict -d 'Stop at the first record that would be left'

complete -c pwpol -n '__pwpol_at migrate' -l nt -d '32 hexadecimal digits are an NT hash'
complete -c pwpol -n '__pwpol_at migrate' -s j -l jobs -x -d 'Number of threads'

complete -c pwpol -n '__pwpol_at tune' -s t -l target -x -d 'What a hash may take'
complete -c pwpol -n '__pwpol_at tune' -s m -l memory -x -d 'Memory of all hashes'
complete -c pwpol -n '__pwpol_at tune' -s c -l concurrent -x -d 'Hashes at the same time'

complete -c pwpol -n '__pwpol_at simulate' -l scenario -x -a 'spraying hammering stuffing office' -d 'Begin with'
complete -c pwpol -n '__pwpol_at simulate' -l attack -x -a 'guessing pairs' -d 'How it guesses'
complete -c pwpol -n '__pwpol_at simulate' -s r -l rate -x -d 'Guesses a second'
complete -c pwpol -n '__pwpol_at simulate' -l sources -x -d 'Addresses of the attacker'
complete -c pwpol -n '__pwpol_at simulate' -l addresses -x -a 'ipv4 ipv6' -d 'Their kind'
complete -c pwpol -n '__pwpol_at simulate' -l inside -d 'From the addresses of owners'
complete -c pwpol -n '__pwpol_at simulate' -s n -l accounts -x -d 'Accounts of the service'
complete -c pwpol -n '__pwpol_at simulate' -l targets -x -d 'Accounts under attack'
complete -c pwpol -n '__pwpol_at simulate' -l passwords -x -d 'How likely each guess is'
complete -c pwpol -n '__pwpol_at simulate' -s d -l dictionary -r -F -d 'List of the attacker'
complete -c pwpol -n '__pwpol_at simulate' -l reuse -x -d 'Share of pairs that are right'
complete -c pwpol -n '__pwpol_at simulate' -l unknown -x -d 'Share of pairs without an account'
complete -c pwpol -n '__pwpol_at simulate' -l captchas -x -d 'Share of captchas solved'
complete -c pwpol -n '__pwpol_at simulate' -l logins -x -d 'Logins a day of each owner'
complete -c pwpol -n '__pwpol_at simulate' -l day -x -a 'flat people office' -d 'Shape of the day'
complete -c pwpol -n '__pwpol_at simulate' -l mistyped -x -d 'Share of passwords typed wrong'
complete -c pwpol -n '__pwpol_at simulate' -l forgotten -x -d 'Share of logins without the password'
complete -c pwpol -n '__pwpol_at simulate' -l known -x -d 'Share of logins from known devices'
complete -c pwpol -n '__pwpol_at simulate' -l behind -x -d 'Owners who share an address'
complete -c pwpol -n '__pwpol_at simulate' -l duration -x -d 'Time to simulate'
complete -c pwpol -n '__pwpol_at simulate' -l seed -x -d 'Same seed, same result'
complete -c pwpol -n '__pwpol_at simulate' -l svg -r -F -d 'Draw to a file'
complete -c pwpol -n '__pwpol_at simulate' -l json -d 'Write JSON'

set -l held '__pwpol_at throttle status; or __pwpol_at throttle unlock'
complete -c pwpol -n "$held; or __pwpol_at throttle lock; or __pwpol_at throttle reset" -l store -x -d 'Store of attempts'
complete -c pwpol -n "$held; or __pwpol_at throttle lock" -s a -l account -x -d 'An account'
complete -c pwpol -n $held -l source -x -d 'An address'
complete -c pwpol -n "$held; or __pwpol_at throttle lock" -s k -l key-file -r -F -d 'File of the key'
complete -c pwpol -n '__pwpol_at throttle lock' -l for -x -d 'How long'
complete -c pwpol -n "$held; or __pwpol_at throttle lock" -l json -d 'Write JSON'
complete -c pwpol -n '__pwpol_at throttle reset' -l yes -d 'Do it'
complete -c pwpol -n '__pwpol_at keygen' -l throttle -d 'Make a throttle key'
complete -c pwpol -n '__pwpol_at breach build; or __pwpol_at breach merge; or __pwpol_at breach info; or __pwpol_at breach verify' -F
complete -c pwpol -n '__pwpol_at breach build; or __pwpol_at breach merge' -s o -l output -r -F -d 'The corpus to write'
complete -c pwpol -n '__pwpol_at breach build; or __pwpol_at breach merge' -s t -l temporary -r -F -d 'Folder of temporary files'
complete -c pwpol -n '__pwpol_at breach build; or __pwpol_at breach verify' -s w -l words -d 'A line is a password'
complete -c pwpol -n '__pwpol_at breach build' -l hash -x -a 'sha1 nt' -d 'Kind of hash'
complete -c pwpol -n '__pwpol_at breach build' -s m -l min-count -x -d 'Leave out what was seen less often'
complete -c pwpol -n '__pwpol_at breach build' -s c -l classes -d 'Keep how often each was seen'
complete -c pwpol -n '__pwpol_at breach build' -s b -l bits -x -d 'Bits of the rate of false positives'
complete -c pwpol -n '__pwpol_at breach build' -s x -l exact -d 'Keep whole hashes'
complete -c pwpol -n '__pwpol_at breach build' -l capacity -x -d 'Entries to leave room for'
complete -c pwpol -n '__pwpol_at breach build' -l like -r -F -d 'Cut hashes as another corpus'
complete -c pwpol -n '__pwpol_at breach build' -s l -l lenient -d 'Count malformed lines'
complete -c pwpol -n '__pwpol_at breach build' -s d -l date -x -d 'Date of the source'
complete -c pwpol -n '__pwpol_at breach build' -s s -l source -x -d 'Name of the source'
complete -c pwpol -n '__pwpol_at breach build' -s j -l jobs -x -d 'Number of threads'
complete -c pwpol -n '__pwpol_at breach build; or __pwpol_at breach merge; or __pwpol_at breach verify; or __pwpol_at breach query' -s q -l quiet -d 'Print nothing'
complete -c pwpol -n '__pwpol_at breach verify' -s s -l source -r -F -d 'Look for the entries of a source'
complete -c pwpol -n '__pwpol_at breach verify' -s n -l sample -x -d 'Look for one entry in so many'
complete -c pwpol -n '__pwpol_at breach query' -s c -l corpus -r -F -d 'The corpus'
complete -c pwpol -n '__pwpol_at breach query' -s b -l batch -r -F -d 'Ask about each line of a file'
complete -c pwpol -n '__pwpol_at breach query' -l hashes -d 'Lines are hashes'
complete -c pwpol -n '__pwpol_at breach query' -l password-fd -x -d 'Read the password from a descriptor'
