"""Puts the keys that the program knows into the manual: keys.py PROGRAM TEMPLATE OUTPUT."""
import subprocess
import sys

program, template, output = sys.argv[1:]
keys = subprocess.run([program, 'policy', 'keys', '--man'], check=True, stdout=subprocess.PIPE).stdout
with open(template, 'rb') as file:
    text = file.read()
with open(output, 'wb') as file:
    file.write(text.replace(b'@KEYS@\n', keys))
