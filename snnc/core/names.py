"""Names: what users may call things, and what those names become in Verilog.

A user's name is any printable text. In Verilog it is a word of letters, digits and underscores
that no tool reserves and no other part of the design has, also where case is ignored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from snnc.core.keywords import VERILOG, VERILOG_AMS

#: Most characters of a name, and of its form in Verilog.
LONGEST = 63

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")

#: Ports of every generated module.
_PORTS = frozenset({"clk", "rst"})

#: Modules of ``hw/rtl``: a network may not take their names.
LIBRARY_MODULES = frozenset(
    """event_repeater event_serialiser gather_sequencer lane_accumulator packet_delay packet_merge rom route_filter
    router_tap row_fetch sdp_ram skid_buffer spike_router stream_fifo stream_fork sweep_sequencer weight_scaler
    word_tags""".split()
)

#: Most characters that the names of all of them may begin with.
LONGEST_PREFIX = 24

#: What a design calls its own parts, at the top, in a test bench and behind few pins: instances, nets, ports.
_OWN = re.compile(
    r"u_\w+|g_\w+|unused(_\w+)?|(core|router)\d+_\w+|[sm]_\w+_t(data|valid|ready|last|keep|user)|"
    r"dut|clocks?|idle|stall|done|shift(_q)?|scan_(in|out|q)|chain_q|rst_q|stream_(source|sink)",
    re.IGNORECASE,
)


def illegal_name_reason(name: str, longest: int = LONGEST) -> str | None:
    """Why ``name`` cannot name a part of a network; None when it can."""
    if not name.strip():
        return "a name needs a character that can be seen"
    if len(name) > longest:
        return f"a name has at most {longest} characters; this one has {len(name)}"
    if not name.isprintable():
        return "a name holds printable characters only, no line ends or other control characters"
    return None


def is_verilog_name(name: str) -> bool:
    """Whether ``name`` can stand in Verilog as it is, by itself or behind a prefix.

    A double or trailing underscore is left to names that are put together of several.
    """
    lower = name.lower()
    proper = len(name) <= LONGEST and bool(_WORD.match(name)) and "__" not in name and not name.endswith("_")
    return proper and lower not in VERILOG and lower not in LIBRARY_MODULES and lower not in _PORTS


def is_library_prefix(prefix: str) -> bool:
    """Whether the names of the library modules may begin with ``prefix``."""
    return len(prefix) <= LONGEST_PREFIX and bool(_WORD.match(prefix))


def stands_alone(name: str) -> bool:
    """Whether ``name`` can also be that of a module, for every tool and beside every part of a design."""
    return is_verilog_name(name) and name.lower() not in VERILOG_AMS and not _OWN.fullmatch(name)


def library_modules(prefix: str = "") -> frozenset[str]:
    """The names of the library modules behind ``prefix``, in lower case."""
    return frozenset(f"{prefix}{module}".lower() for module in LIBRARY_MODULES)


def verilog_names(names: Iterable[str], *, alone: bool = False, library: str = "") -> dict[str, str]:
    """Each of ``names`` and what it is called in Verilog: an injective map, also where case is ignored.

    A name that can stand in Verilog is left alone, the first of those that differ in case only.
    Others keep what they have of letters and digits, and a number where that is taken. ``alone``:
    whether the names stand without a prefix; ``library``: the prefix of the library modules, whose names
    are taken then. The map depends on the names and their order only.
    """
    unchanged = stands_alone if alone else is_verilog_name
    ordered = list(dict.fromkeys(names))
    result: dict[str, str] = {}
    taken: set[str] = set(library_modules(library)) if alone else set()
    for name in ordered:
        if unchanged(name) and name.lower() not in taken:
            result[name] = name
            taken.add(name.lower())
    for name in ordered:
        if name not in result:
            result[name] = _free(_word(name), taken)
            taken.add(result[name].lower())
    return result


def _free(word: str, taken: set[str]) -> str:
    """``word``, or with the lowest number that makes it free."""
    candidate, count = word[:LONGEST].rstrip("_"), 0
    while not stands_alone(candidate) or candidate.lower() in taken:
        count += 1
        ending = f"_{count}"
        candidate = word[: LONGEST - len(ending)].rstrip("_") + ending
    return candidate


def _word(name: str) -> str:
    """Letters and digits of ``name``: without accents, others by their code point, underscores between."""
    found = []
    for character in unicodedata.normalize("NFKD", name):
        if character.isascii() and character.isalnum():
            found.append(character)
        elif character.isalnum():
            found.append(f"_u{ord(character):x}_")
        elif not unicodedata.combining(character):
            found.append("_")
    word = re.sub("_+", "_", "".join(found)).strip("_")
    # A number at its end would not make what a design calls its own another word.
    return word if word[:1].isalpha() and not _OWN.fullmatch(word) else f"n_{word}"


def in_comment(name: str) -> str:
    """A user's ``name`` in a comment of Verilog, which no tool can take for a command to itself.

    In quotation marks where it is not a plain word; its spaces do not break, so that no line
    begins within it.
    """
    if is_verilog_name(name):
        return name
    return "'" + name.replace(" ", "\N{NO-BREAK SPACE}") + "'"
