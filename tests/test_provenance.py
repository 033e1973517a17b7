"""Answers say where they come from, and keep to the published schema."""

import json
import math
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.provenance import SCHEMA, Answer, Estimate, Result, envelope, schema_text, to_json, versions


def decoded(value: object) -> object:
    return json.loads(to_json(value), parse_constant=lambda name: pytest.fail(f"{name} in JSON"))


@given(st.recursive(st.floats() | st.integers(-9, 9) | st.text(), st.lists, max_leaves=8))
def test_json_never_holds_nan(value: object) -> None:
    decoded({"results": value})


@given(st.floats(), st.floats(), st.floats())
def test_an_estimate_holds_finite_numbers_or_none(value: float, low: float, high: float) -> None:
    low, high = sorted([low, high]) if not math.isnan(low + high) else (low, high)
    if math.isfinite(low) and math.isfinite(high) and low > high:
        return
    made = Estimate(value=value, interval=(low, high))
    numbers = [made.value, *(made.interval or ())]
    assert all(number is None or math.isfinite(number) for number in numbers)


def test_numpy_values_become_plain() -> None:
    made = Estimate(value=np.float32(0.5), mc_se=np.int64(0))  # type: ignore[arg-type]
    assert type(made.value) is float
    assert type(made.mc_se) is float
    value = {"a": np.array([1.0, np.nan]), "n": np.int64(3), "yes": np.bool_(True)}
    assert decoded(value) == {"a": [1.0, None], "n": 3, "yes": True}


def test_other_containers_have_a_form_too() -> None:
    value = {"map": MappingProxyType({"b": 1}), "set": frozenset("yx"), "path": Path("a")}
    assert decoded(value) == {"map": {"b": 1}, "set": ["x", "y"], "path": "a"}


def test_what_has_no_form_is_refused_by_name() -> None:
    with pytest.raises(NotImplementedError, match="object has no form"):
        to_json({"z": object()})


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("interval", (2.0, 1.0), "lower end lies above"),
        ("coverage", 1.2, "coverage = 1.2: must lie between 0 and 1"),
        ("certainty", -0.1, "certainty = -0.1"),
        ("mc_se", -1.0, "cannot be negative"),
    ],
)
def test_impossible_estimates_are_refused(field: str, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Estimate(value=1.0, **{field: value})  # type: ignore[arg-type]


def test_estimates_are_frozen_and_equal_by_value() -> None:
    made = Estimate(value=1.0, passages=("b", "a", "b"))
    assert made == Estimate(value=1.0, passages=("a", "b"))
    with pytest.raises(AttributeError):
        made.value = 2.0  # type: ignore[misc]


def test_the_same_answer_gives_the_same_bytes() -> None:
    ask = {"b": 1, "a": {"y", "x"}}
    assert to_json(envelope("show", ask, [])) == to_json(envelope("show", dict(reversed(ask.items())), []))


def test_versions_name_what_computes_without_importing_it() -> None:
    assert {"interlocal", "python", "numpy"} <= set(versions())


def check(answer: Answer) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(decoded(answer))


def test_the_schema_admits_an_answer_with_estimates_at_any_depth() -> None:
    class Reach(Result, frozen=True):
        actor: str
        share: Estimate

    rows = [Reach(actor="kita", share=Estimate(value=float("nan"), interval=(0.1, float("inf")), mc_se=0.01))]
    check(envelope("reach", {"from": "kita"}, {"rows": rows}, casebook_digest="a" * 64, seed=3, n_worlds=100))
    check(envelope("schema", {}, None, warnings=["few sources"]))


@pytest.mark.parametrize(
    "broken",
    [
        {"results": [{"mc_se": 0.1}]},
        {
            "results": {
                "a": {"value": 1, "interval": [1], "mc_se": 0, "coverage": 1, "certainty": 1, "passages": []}
            }
        },
        {"casebook_digest": "short"},
        {"schema": "other"},
        {"extra": 1},
    ],
)
def test_the_schema_refuses_what_is_no_answer(broken: dict[str, object]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    whole = {**json.loads(to_json(envelope("show", {}, []))), **broken}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(whole, json.loads(schema_text()))


def test_the_schema_has_the_fields_of_the_types() -> None:
    schema = json.loads(schema_text())
    assert schema["$id"] == SCHEMA
    assert list(schema["properties"]) == list(Answer.__struct_fields__) == schema["required"]
    estimate = schema["$defs"]["estimate"]
    assert list(estimate["properties"]) == list(Estimate.__struct_fields__) == estimate["required"]
