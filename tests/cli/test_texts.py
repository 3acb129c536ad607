#!/usr/bin/env python3
"""The sentences: the same values in both languages, and correct French spaces."""
import os
import re

from support import Case, SOURCE, main

STRINGS = r'((?:\s*(?:"(?:[^"\\]|\\.)*"|PRI[a-z]\d+))+)'


def sentences():
    with open(os.path.join(SOURCE, "src", "cli", "texts.def"), encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    for name, english, french in re.findall(rf"TEXT\((\w+),{STRINGS},{STRINGS}\)", text):
        yield name, *("".join(re.findall(r'"((?:[^"\\]|\\.)*)"|(PRI\w+)', part) and
                              [a or b for a, b in re.findall(r'"((?:[^"\\]|\\.)*)"|(PRI\w+)', part)])
                      for part in (english, french))


class Texts(Case):
    def test_all_are_read(self):
        with open(os.path.join(SOURCE, "src", "cli", "texts.def"), encoding="utf-8") as file:
            self.assertEqual(len(list(sentences())), len(re.findall(r"^TEXT\(", file.read(), re.M)))

    def test_both_languages_take_the_same_values_in_the_same_order(self):
        for name, english, french in sentences():
            values = [re.findall(r"%(?:\d+\.\d+f|%|PRI\w+|zu|[dsc])", text) for text in (english, french)]
            self.assertEqual(values[0], values[1], name)
            self.assertEqual([text.count("%") for text in (english, french)], [len(values[0])] * 2, name)

    def test_french_has_its_unbreakable_spaces(self):
        for name, _, french in sentences():
            plain = re.sub(r"\\n|PRI\w+|fr\|en", "", french)
            self.assertIsNone(re.search(r"(?<!\u00a0)[;!?»](?:\s|$)|(?<!\u00a0):(?:\s|$)|«(?!\u00a0)", plain), (name, french))

    def test_english_has_none(self):
        for name, english, _ in sentences():
            self.assertNotIn("\u00a0", english, name)

    def test_every_sentence_is_used(self):
        code = ""
        folder = os.path.join(SOURCE, "src", "cli")
        for name in os.listdir(folder):
            if name.endswith((".c", ".h")):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    code += file.read()
        for name, _, _ in sentences():
            self.assertRegex(code, rf"\bSAY_{name}\b")


if __name__ == "__main__":
    main()
