"""Ways to damage what somebody gives to a command: text, bytes, arrays and archives of them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

#: What a value becomes.
VALUES = (
    *("0", "-1", "1", "3.5", "1e308", "-1e308", "1e-320", "1e30", ".nan", ".inf", "-.inf", "2147483648", "1048576"),
    *(
        "9223372036854775808",
        "1" + "0" * 400,
        "0x7f",
        "1_000",
        "null",
        "~",
        "true",
        "''",
        "'a'",
        "x",
        "[]",
        "{}",
        "[[]]",
    ),
    *(
        "[1, [2]]",
        "{a: 1}",
        "{file: w.npz}",
        "{file: absent.npy}",
        "{file: ., key: w}",
        "{uniform: [0, 1]}",
        '"\\ud800"',
    ),
    *('"\\0"', '"\\U0010ffff"', "'" + "n" * 5000 + "'", "bool", "u_core0", "&a 1", "*a", "!!python/object:os.system x"),
)


@dataclass
class Damage:
    """One damaged input: a folder with its files, and the command that is given them."""

    rng: np.random.Generator
    folder: Path

    def pick(self, options: tuple[str, ...]) -> str:
        """One of ``options``."""
        return options[int(self.rng.integers(len(options)))]

    def text(self, text: str) -> str:
        """``text`` with one to three changes."""
        for _ in range(int(self.rng.integers(1, 4))):
            text = self._change(text)
        return text

    def _change(self, text: str) -> str:
        lines = text.splitlines(keepends=True)
        at = int(self.rng.integers(len(lines))) if lines else 0
        match int(self.rng.integers(8)) if lines else 7:
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[int(self.rng.integers(len(lines)))])
            case 2:
                lines[at] = " " * int(self.rng.integers(5)) + lines[at]
            case 3 | 4 | 5:
                lines[at] = self._value(lines[at])
            case 6:
                line = lines[at]
                cut = int(self.rng.integers(len(line)))
                lines[at] = (
                    line[:cut] + self.pick(("", "{", "]", ":", "- ", "#", "\t", "\u2028", '"', ",")) + line[cut + 1 :]
                )
            case _:
                return self.pick(("", "\n", "- a\n", "null", "\ufeff" + text, text * 3, text[: len(text) // 2]))
        return "".join(lines)

    def _value(self, line: str) -> str:
        """``line`` with another value behind one of its colons or commas."""
        marks = [k for k, sign in enumerate(line) if sign in ":,["]
        if not marks:
            return self.pick(VALUES) + "\n"
        start = marks[int(self.rng.integers(len(marks)))] + 1
        end = next((k for k in range(start, len(line)) if line[k] in ",}]\n"), len(line))
        return line[:start] + " " + self.pick(VALUES) + line[end:]

    def raw(self, content: bytes) -> bytes:
        """``content`` with bytes changed, cut out or added."""
        found = bytearray(content)
        for _ in range(int(self.rng.integers(1, 5))):
            at = int(self.rng.integers(max(1, min(len(found), 200 if self.rng.random() < 0.5 else len(found)))))
            match int(self.rng.integers(4)):
                case 0 if found:
                    found[at % len(found)] = int(self.rng.integers(256))
                case 1:
                    del found[at:]
                case 2:
                    found[at:at] = self.rng.bytes(int(self.rng.integers(1, 9)))
                case _:
                    del found[at : at + int(self.rng.integers(1, 9))]
        return bytes(found)

    def array(self) -> np.ndarray:
        """An array of any type and shape, with any values."""
        shape = tuple(self.rng.integers(0, 7, int(self.rng.integers(0, 5))).tolist())
        values = self.rng.choice([0.0, 1.0, 2.0, 0.5, -1.0, 255.0, 1e30, 1e308, np.nan, np.inf, -0.0], shape)
        kind = self.pick(
            ("f8", "f4", "f2", "i8", "u1", "?", "c16", "U3", "S2", "M8[s]", "V4", ">f8", ">i2", "f8,i4", "O")
        )
        with np.errstate(all="ignore"):
            return np.asarray(values).astype(kind, casting="unsafe")

    def archive(self, names: tuple[str, ...]) -> bytes:
        """An archive with arrays of some of these names."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as stream:
            for name in names:
                if self.rng.random() < 0.75:
                    held = io.BytesIO()
                    np.save(held, self.array(), allow_pickle=True)
                    content = held.getvalue()
                    stream.writestr(f"{name}.npy", self.raw(content) if self.rng.random() < 0.2 else content)
        return buffer.getvalue()
