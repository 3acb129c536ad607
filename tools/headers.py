"""The public headers as a list of what they declare, in order: for the reference and for the suites that hold the
manual to the headers.

The headers are pwpol's own, so that a few shapes are all there is: a comment on top, comments that head a part
between dashes, declarations that may have a comment before them. What has another shape is an error, not left out.
"""
import os
import re

COMMENT = re.compile(r"/\*(.*?)\*/", re.S)
FUNCTION = re.compile(r"PWPOL_API [^;]*?\b(pwpol_\w+)\(", re.S)


class Declaration:
    """text: as the header has it; comment: what stands before it, or before those that it stands with, without
    its stars; "" for none;
    kind: "function", "macro", "type" or "constants"; names: what it declares."""

    def __init__(self, text, comment):
        self.text, self.comment = text, comment
        function = FUNCTION.match(text)
        if function:
            self.kind, self.names = "function", [function[1]]
            self.text = text.replace("PWPOL_API ", "", 1).replace("\n" + " " * len("PWPOL_API "), "\n")
        elif text.startswith("#define"):
            self.kind, self.names = "macro", re.findall(r"#define (\w+)", text)
        elif text.startswith("typedef"):
            self.kind = "type"
            bare = COMMENT.sub("", text)
            name = re.search(r"\(\*(pwpol_\w+)\)", bare) if "{" not in bare else None
            self.names = [(name or re.search(r"(pwpol_\w+);\s*$", bare))[1]]
        elif text.startswith("enum {"):
            self.kind, self.names = "constants", re.findall(r"\b(PWPOL_\w+) = ", text)
        else:
            raise ValueError(f"what is this? {text}")

    def parameters(self):
        """Of a function, each with its type; nothing for (void)."""
        inside = self.text[self.text.index("(") + 1:self.text.rindex(")")]
        parts, depth, part = [], 0, ""
        for letter in " ".join(inside.split()):
            depth += (letter == "(") - (letter == ")")
            if letter == "," and depth == 0:
                parts.append(part.strip())
                part = ""
            else:
                part += letter
        parts.append(part.strip())
        return [] if parts == ["void"] else parts

    def result(self):
        return " ".join(self.text[:self.text.index(self.names[0])].split())


class Part:
    """A heading ("" for what comes before the first) and its declarations."""

    def __init__(self, title):
        self.title, self.declarations = title, []


class Header:
    """name: "pwpol/check.h"; about: the comment on top; parts."""

    def __init__(self, path):
        self.name = "pwpol/" + os.path.basename(path)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        first = COMMENT.match(text)
        self.about = bare(first[0])
        text = text[first.end():]
        # What a C++ compiler and other compilers need, and what was included.
        text = re.sub(r"^#(ifndef|define) PWPOL_\w+_H$|^#include .*$", "", text, flags=re.M)
        text = re.sub(r"^#ifdef __cplusplus\n.*?^#endif$", "", text, flags=re.M | re.S)
        text = re.sub(r"^#if defined\(__GNUC__\)\n.*?^#endif$", "", text, flags=re.M | re.S)
        text = re.sub(r"^#endif\s*\Z", "", text, flags=re.M)
        self.parts = [Part("")]
        self.read(text)

    def read(self, text):
        at, comment, last = 0, "", ""
        while text[at:].strip():
            gap = len(text[at:]) - len(text[at:].lstrip())
            if text.count("\n", at, at + gap) > 1:
                last = ""
            at += gap
            if text.startswith("/*", at):
                end = text.index("*/", at) + 2
                head = re.match(r"/\* -+ (.*?) -+ \*/", text[at:end])
                if head:
                    self.parts.append(Part(head[1]))
                    comment = ""
                else:
                    comment = bare(text[at:end])
                at = end
                continue
            end = self.end_of_declaration(text, at)
            # Declarations without a blank line between them share the comment of the first.
            comment = comment or last
            self.parts[-1].declarations.append(Declaration(text[at:end].rstrip(), comment))
            at, comment, last = end, "", comment
        self.parts = [part for part in self.parts if part.declarations]

    @staticmethod
    def end_of_declaration(text, at):
        if text.startswith("#define", at):
            return re.compile(r"(?:.*\\\n)*.*\n").match(text, at).end()
        # A semicolon of no brace, and of no comment.
        depth = 0
        for token in re.compile(r"/\*.*?\*/|[{};]", re.S).finditer(text, at):
            depth += (token[0] == "{") - (token[0] == "}")
            if token[0] == ";" and depth == 0:
                return token.end()
        raise ValueError(f"no end: {text[at:at + 80]}")

    def declarations(self):
        return [declaration for part in self.parts for declaration in part.declarations]

    def functions(self):
        return [declaration for declaration in self.declarations() if declaration.kind == "function"]


def bare(comment):
    """A comment without what makes it one; its paragraphs and its own indentation stay."""
    lines = comment[2:-2].split("\n")
    return "\n".join([lines[0].strip(), *(re.sub(r"^ *\* ?", "", line).rstrip() if line.strip().startswith("*")
                                          else re.sub(r"^ {3}", "", line).rstrip() for line in lines[1:])]).strip("\n")


def headers(source):
    """Every header of the project but pwpol.h, which only includes others, by name."""
    folder = os.path.join(source, "include", "pwpol")
    return [Header(os.path.join(folder, name)) for name in sorted(os.listdir(folder)) if name.endswith(".h")]
