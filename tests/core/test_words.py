"""Words of other frameworks: each leads to something that exists, or says that nothing does."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import snnc
from snnc.connections.connection import Connection
from snnc.connections.registry import KINDS
from snnc.core.errors import UserError
from snnc.core.words import Topic, closest, known, meaning
from snnc.frontends.kinds import keys_of_kinds
from snnc.frontends.yaml import spec as yaml_spec
from snnc.ir.network import CodingKind
from snnc.neurons.choices import Reset
from snnc.neurons.model import Model
from snnc.neurons.registry import MODELS
from snnc.target.devices import DEVICES

#: What exists, by topic.
EXISTING = {
    Topic.SPEC: set(yaml_spec._TOP),
    Topic.MODEL: set(MODELS),
    Topic.POPULATION: {*yaml_spec._POPULATION, *(key for model in MODELS.values() for key in model.keys)},
    Topic.PROJECTION: {*yaml_spec._PROJECTION, *keys_of_kinds()},
    Topic.RECEPTOR: {
        receptor.name
        for model in MODELS.values()
        for receptor in model.program(model.defaults, model.parameters).receptors
    },
    Topic.RESET: {reset.value for reset in Reset},
    Topic.CODING: {kind.value for kind in CodingKind},
    Topic.CONNECTION: set(KINDS),
    Topic.DEVICE: set(DEVICES),
}


@pytest.mark.parametrize("topic", Topic)
def test_the_table_tells_the_truth(topic: Topic) -> None:
    assert known(topic)
    for word, entry in known(topic).items():
        assert meaning(word, topic) is entry, "the word is not written in its plain form"
        assert set(entry.instead) <= EXISTING[topic], word
        assert entry.instead or entry.note, word
        # A word that means something here is not explained away, but for its spelling: LIF is lif.
        assert word not in EXISTING[topic] or entry.instead == (word,), word


@pytest.mark.parametrize("family", sorted({device.family.name for device in DEVICES.values()}))
def test_a_family_lists_all_of_its_devices(family: str) -> None:
    members = [device for device in DEVICES.values() if device.family.name == family]
    entry = meaning(family, Topic.DEVICE, members[0].family.words)
    assert entry is not None
    assert set(entry.instead) == {device.name for device in members}


@pytest.mark.parametrize("name", DEVICES)
def test_the_words_of_a_family_name_its_devices(name: str) -> None:
    family = DEVICES[name].family
    members = {device.name for device in DEVICES.values() if device.family is family}
    for word, entry in family.words.items():
        assert meaning(word, Topic.DEVICE, family.words) is entry, "the word is not written in its plain form"
        assert entry.instead and set(entry.instead) <= members, word
        assert word not in known(Topic.DEVICE), "nobody can tell which entry counts"


@pytest.mark.parametrize(
    "part,topic", [*((m, Topic.MODEL) for m in MODELS.values()), *((k, Topic.CONNECTION) for k in KINDS.values())]
)
def test_the_words_of_a_model_or_kind_name_it(part: Model | type[Connection], topic: Topic) -> None:
    for word, entry in part.words.items():
        assert meaning(word, topic, part.words) is entry, "the word is not written in its plain form"
        assert entry.instead == (part.name,)
        assert word not in known(topic), "nobody can tell which entry counts"


@pytest.mark.parametrize("parts", [MODELS, KINDS])
def test_no_word_names_two(parts: Mapping[str, Model | type[Connection]]) -> None:
    every = [word for part in parts.values() for word in part.words]
    assert every and len(every) == len(set(every))


@pytest.mark.parametrize(
    "word,topic,text",
    [
        ("beta", Topic.POPULATION, "; did you mean 'decay' (the factor of the potential kept in a step)?"),
        ("v_th", Topic.POPULATION, "; did you mean 'threshold'?"),
        ("V-Threshold", Topic.POPULATION, "; did you mean 'threshold'?"),
        ("tresh", Topic.POPULATION, "; did you mean 'threshold'?"),
        (
            "alpha",
            Topic.POPULATION,
            "; did you mean 'decay_syn' (of model cuba_lif: the factor of the current kept in a step)?",
        ),
        ("R", Topic.POPULATION, "; a resistance scales the input: multiply the weights by it"),
        ("up5", Topic.DEVICE, "; did you mean 'up5k'?"),
        ("zzz", Topic.POPULATION, ""),
        ("beta", None, ""),
    ],
)
def test_what_is_said(word: str, topic: Topic | None, text: str) -> None:
    assert closest(word, EXISTING[topic] if topic else ["x"], topic) == text


def test_the_python_api_knows_them_too() -> None:
    builder = snnc.NetworkBuilder("net")
    for word in ({"beta": 0.9}, {"reset_mechanism": "subtract"}, {"learn_beta": True}, {"v_th": 1.0}):
        with pytest.raises(UserError, match=f"E122.*has no parameter '{next(iter(word))}'; "):
            builder.population("p", 2, model="lif", **word)
    with pytest.raises(UserError, match=r"E108.*did you mean 'value' \(with 'reset_value: 0'\)\?"):
        builder.population("p", 2, model="lif", reset="zero")
    with pytest.raises(UserError, match=r"E108.*did you mean 'poisson'\?"):
        builder.input("x", 2, coding="rate", steps=3)
    builder.input("x", 2)
    builder.population("p", 2, model="hh", threshold=1.0)
    with pytest.raises(UserError, match=r"E108.*did you mean 'dense'\?"):
        builder.connect("x", "p", 1.0, kind="linear")
    builder.output("p")
    with pytest.raises(UserError, match=r"model 'hh' is not supported; models: .*lif"):
        builder.build()
