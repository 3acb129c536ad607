#!/usr/bin/env python3
"""The table and the plot of pwpol simulate: they say and draw what the JSON of the same run says."""
import json
import os
import tempfile
import xml.dom.minidom

from support import ACCEPTED, Case, SOURCE, Terminal, environment, main, pwpol

WORDS = ["vK7#pQ2w!mRdX9z?", "nM4%tY8&kLp2Wq6!", "azerty"]

# Attacks that fill every line of the table and every panel of the plot between them.
RUNS = [
    ["--accounts", "200", "--rate", "2", "--duration", "6h"],
    ["--scenario", "hammering", "--accounts", "50", "--rate", "1", "--duration", "6h", "--set", "throttle.challenge_after=2",
     "--captchas", "0.5"],
    ["--scenario", "stuffing", "--accounts", "3000", "--rate", "3", "--duration", "2h", "--reuse", "0.2", "--unknown", "0.5",
     "--set", "throttle.stuffing_failures=100", "--captchas", "0"],
    ["--passwords", "even:2", "--accounts", "60", "--rate", "0.125", "--duration", "3d", "--sources", "1", "--logins", "0"],
    ["--addresses", "ipv6", "--sources", "60000", "--accounts", "5000", "--rate", "10", "--duration", "2h"],
    ["--rate", "0", "--accounts", "2000", "--duration", "1d", "--mistyped", "0.3"],
]

CAUSES = {"account": "by the account's count", "device": "by the device's count", "pair": "by the count of a known address",
          "source": "by the address's count", "network": "by the network's count", "global": "by the count of all",
          "other": "otherwise"}


def trimmed(number, decimals):
    text = f"{number:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def integer(number):
    """Four digits stay together."""
    return f"{number:,}" if number >= 10000 else str(number)


def share(count, of):
    if of == 0:
        return "-"
    percent = 100 * count / of
    return trimmed(percent, 4 if percent < 0.1 else 2 if percent < 10 else 1) + " %"


def line(label, *values):
    return f"{label:40}" + "".join(f"{value:>18}" for value in values)


def guesses(label, count, of):
    return line("  " + label, integer(count), share(count, of))


def table(told):
    """The lines below the heading, from the JSON."""
    attack, scenario = told["attack"], told["scenario"]
    accounts = scenario["accounts"]
    targets = scenario["targets"] or accounts
    sent = attack["sent"]
    lines = [line("The attack", "number", "share"), guesses("Guesses sent", sent, sent),
             guesses("Guesses verified", attack["verified"], sent)]
    lines += [guesses("Refused " + CAUSES[cause], count, sent) for cause, count in attack["refused"].items() if count]
    if attack["captchas"]:
        lines.append(guesses("Captchas asked of the attacker", attack["captchas"], sent))
    lines += [line("  Verified on one account, at most", integer(attack["most_verified_on_one_account"])),
              guesses("Accounts locked at least once", attack["accounts_locked"], targets),
              guesses("Accounts broken", attack["accounts_broken"], targets),
              line("    expected, from the guesses verified", trimmed(attack["expected_broken"], 1)), "",
              line("The owners", "without attack", "under attack")]
    both = told["without_attack"], told["attacked"]
    kinds = [("known_device", "Logins from the owner's device"), ("elsewhere", "Logins from elsewhere")]
    if targets < accounts:
        kinds.append(("of_targets", "Logins to the attacked accounts"))
    for kind, label in kinds:
        lines.append(line("  " + label, *(integer(owners[kind]["logins"]) for owners in both)))
        if told["attacked"][kind]["logins"] == 0:
            continue
        for ending, label in (("smooth", "never held back"), ("held_back", "after a wait or a captcha"),
                              ("turned_away", "turned away"), ("forgotten", "given up: password forgotten")):
            lines.append(line("    " + label, *(share(owners[kind][ending], owners[kind]["logins"]) for owners in both)))
    calm, attacked = both
    return lines + [
        line("  Owners held back or turned away", *(integer(owners["owners_disturbed"]) for owners in both)),
        line("  Locks", integer(calm["locks_by_owners"]), integer(attacked["locks_by_owners"] + attack["locks"])),
        line("  Records in the store at the end", *(integer(owners["store_records"]) for owners in both))]


def run(*arguments):
    done = pwpol("simulate", *arguments)
    if done.returncode != ACCEPTED:
        raise AssertionError(done.stderr)
    return done.stdout.decode()


def figures_of(told):
    """All that was counted, but for how a store keeps house."""
    return {name: {key: value for key, value in told[name].items() if not key.startswith("store_")}
            for name in ("attack", "without_attack", "attacked", "series")}


class Figures(Case):
    """The figures that docs/simulation.md publishes stand on these: whoever changes one of them, changes those."""

    def test_a_seed_gives_the_same_figures_in_every_release(self):
        with open(os.path.join(SOURCE, "tests", "cli", "simulated.json"), encoding="utf-8") as file:
            expected = json.load(file)
        self.assertEqual(len(expected), len(RUNS))
        for arguments, figures in zip(RUNS, expected):
            self.assertEqual(figures_of(json.loads(run("--json", *arguments))), figures, arguments)


class Table(Case):
    def test_it_says_what_the_json_says(self):
        reached = set()
        for arguments in RUNS:
            told = json.loads(run("--json", *arguments))
            heading, below = run(*arguments).split("\n\n", 1)
            self.assertEqual(below.splitlines(), table(told), arguments)
            reached |= {cause for cause, count in told["attack"]["refused"].items() if count}
        self.assertLessEqual({"account", "source", "network", "global"}, reached)

    def test_the_heading_says_what_was_asked(self):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as words:
            words.write("".join(word + "\n" for word in WORDS))
            words.flush()
            small = ["--accounts", "300", "--rate", "0.125", "--duration", "1h"]
            rows = [
                (small, "Scenario spraying, 1\u00a0h. Guesses a second: 0.125; addresses: 1000; accounts attacked: 300 of 300. "
                        "Passwords follow Zipf's law without the first 55,890, which the policy refuses. "
                        "Policy cnil-2022-100-restricted; seed 1."),
                ([*small, "--seed", "7", "--scenario", "hammering", "--passwords", "even:3.25", "--preset", "pci-dss-4"],
                 "Scenario hammering, 1\u00a0h. Guesses a second: 0.125; addresses: 1000; accounts attacked: 1 of 300. "
                 "Each of 10^3.25 guesses is as likely. Policy pci-dss-4; seed 7."),
                ([*small, "--scenario", "stuffing", "--passwords", "zipf:0", "--sources", "20000"],
                 "Scenario stuffing, 1\u00a0h. Leaked pairs a second: 0.125; addresses: 20,000; accounts attacked: 300 of 300. "
                 "Passwords follow Zipf's law, none refused. Policy cnil-2022-100-restricted; seed 1."),
                ([*small, "--dictionary", words.name],
                 "Scenario spraying, 1\u00a0h. Guesses a second: 0.125; addresses: 1000; accounts attacked: 300 of 300. "
                 "Passwords follow Zipf's law; the attacker tries the 2 of 3 words that the policy accepts. "
                 "Policy cnil-2022-100-restricted; seed 1."),
            ]
            for arguments, expected in rows:
                heading = run(*arguments).split("\n\n", 1)[0]
                self.assertEqual(" ".join(heading.split("\n")), expected)
                self.assertLessEqual(max(map(len, heading.split("\n"))), 80)

    def test_its_titles_are_strong_on_a_terminal_only(self):
        arguments = ["simulate", *RUNS[0]]
        plain = pwpol(*arguments).stdout.decode()
        with Terminal(*arguments) as terminal:
            self.assertEqual(terminal.end(), ACCEPTED)
            # Where a run is slow, its progress comes and goes before.
            shown = terminal.shown.decode().split("\r\033[K")[-1].replace("\r\n", "\n")
        titles = [text for text in plain.splitlines() if text.startswith(("The attack", "The owners"))]
        self.assertEqual(len(titles), 2)
        for title in titles:
            plain = plain.replace(title, f"\033[1m{title}\033[0m")
        self.assertEqual(shown, plain)
        with Terminal(*arguments, env=environment(NO_COLOR="1")) as terminal:
            terminal.end()
            self.assertNotIn(b"\033[1m", terminal.shown)


# The plot: where its first panel begins, how high each is and how far apart, in pixels.
WIDTH, LEFT, RIGHT, TOP, PANEL, STEP = 800, 84, 24, 112, 92, 148
ROOM = WIDTH - LEFT - RIGHT
MINUTE = 60000


def steps_to(most):
    """The ticks of an axis: 1, 2 or 5 times a power of ten apart, at most four above zero."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if 4 * step >= most:
                return range(0, most + 1, step)
        power *= 10


def hours_of(duration):
    """At most eleven marks of time, at a round distance."""
    minutes = next((m for m in (1, 5, 15, 60, 180, 360, 720, 1440, 2880) if duration // (m * MINUTE) <= 10), 7200)
    for at in range(0, duration + 1, minutes * MINUTE):
        passed = at // MINUTE
        yield at / duration, f"day {passed // 1440}" if minutes >= 1440 else f"{passed // 60}:{passed % 60:02}"


def number(value):
    return trimmed(value, 2)


def drawn(told):
    """The texts, bars, grid lines and curves that the JSON asks for."""
    texts, bars, grid, curves = [], [], [], []
    series = told["series"]
    panels = [("Guesses verified", series["verified"], None), ("Accounts broken, in all", None, series["broken"]),
              ("Locks", series["locks"], None),
              ("Logins of owners; in red, those held back or turned away", series["smooth"], None)]
    for index, (title, values, summed) in enumerate(panels):
        bottom = TOP + STEP * index + PANEL
        above = series["disturbed"] if index == 3 else [0] * 96
        if summed:
            values = [sum(summed[:i + 1]) for i in range(96)]
        most = max(1, *(value + more for value, more in zip(values, above)))
        texts.append((LEFT, bottom - PANEL - 12, title))
        for tick in steps_to(most):
            y = bottom - PANEL * tick / most
            grid.append((f"M{LEFT} {number(y)}h{ROOM}", "#555" if tick == 0 else "#ddd"))
            texts.append((LEFT - 8, y + 4, integer(tick)))
        if summed:
            points = "".join(f"L{number(LEFT + ROOM * (i + 1) / 96)} {number(bottom - PANEL * value / most)}"
                             for i, value in enumerate(values))
            curves.append(f"M{LEFT} {bottom}{points}")
        for i, (value, more) in enumerate(zip(values, above)):
            x, width = LEFT + ROOM / 96 * i, ROOM / 96 - 0.75
            colour = {0: "#1f5fa8", 2: "#b36b00", 3: "#8fb3d9"}.get(index)
            value, more = PANEL / most * value, PANEL / most * more
            if value and not summed:
                bars.append((x, bottom - value, width, value, colour))
            if more:
                bars.append((x, bottom - value - more, width, more, "#b00020"))
        texts += [(LEFT + ROOM * at, bottom + 18, text) for at, text in hours_of(told["scenario"]["duration_ms"])]
    return texts, bars, grid, curves


class Plot(Case):
    def plot_of(self, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "plot.svg")
            told = json.loads(run("--json", "--svg", path, *arguments))
            return told, xml.dom.minidom.parse(path).documentElement

    def near(self, found, expected):
        """Both lists hold the same, but for the rounding of a hundredth of a pixel."""
        self.assertEqual(len(found), len(expected))
        for one, other in zip(found, expected):
            for a, b in zip(one, other, strict=True):
                if isinstance(b, str):
                    self.assertEqual(a, b)
                else:
                    self.assertAlmostEqual(float(a), b, delta=0.0051)

    def test_it_draws_what_the_json_says(self):
        for arguments in [*RUNS, *(["--accounts", "200", "--rate", "0.05", "--duration", duration] for duration in ("1min", "10min", "11min", "30d"))]:
            told, svg = self.plot_of(*arguments)
            texts, bars, grid, curves = drawn(told)
            attribute = lambda node, *names: tuple(node.getAttribute(name) for name in names)
            self.assertEqual(attribute(svg, "viewBox", "width", "height", "lang"), ("0 0 800 680", "800", "680", "en"))
            attack, scenario = told["attack"], told["scenario"]
            title = f"{scenario['name']}, policy {told['policy']}"
            above = [(LEFT, 28, title),
                     (LEFT, 50, f"Guesses a second: {trimmed(scenario['rate'], 3)}; addresses: {integer(scenario['sources'])}; "
                                f"accounts attacked: {integer(scenario['targets'] or scenario['accounts'])} of "
                                f"{integer(scenario['accounts'])}"),
                     (LEFT, 68, f"Guesses sent: {integer(attack['sent'])}; verified: {integer(attack['verified'])}; "
                                f"accounts broken: {integer(attack['accounts_broken'])}")]
            self.assertEqual(svg.getElementsByTagName("title")[0].firstChild.data, title)
            self.near([attribute(node, "x", "y") + (node.firstChild.data,) for node in svg.getElementsByTagName("text")],
                      above + texts)
            boxes = svg.getElementsByTagName("rect")
            self.assertEqual(attribute(boxes[0], "width", "height", "fill"), ("100%", "100%", "#fff"))
            self.near([attribute(node, "x", "y", "width", "height", "fill") for node in boxes[1:]], bars)
            paths = [attribute(node, "d", "stroke") for node in svg.getElementsByTagName("path")]
            self.assertEqual([path for path in paths if path[1] != "#b00020"], grid)
            self.assertEqual([path[0] for path in paths if path[1] == "#b00020"], curves)

    def test_what_a_browser_cannot_show_is_replaced_in_it(self):
        with tempfile.TemporaryDirectory() as folder:
            odd = os.path.join(folder.encode(), b"\x1f\x20\x7e\x7f\xc2\x9f\xc2\xa0\xff&<>\xef\xbf\xbe\xef\xbf\xbf.conf")
            with open(odd, "w", encoding="ascii") as file:
                file.write("preset = pci-dss-4\n")
            svg = self.plot_of("-p", odd, *RUNS[0])[1]
            self.assertEqual(svg.getElementsByTagName("title")[0].firstChild.data,
                             "spraying, policy \ufffd ~\ufffd\ufffd\u00a0\ufffd&<>\ufffd\ufffd.conf")


if __name__ == "__main__":
    main()
