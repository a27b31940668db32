"""The JSON Schema that editors complete programme.yaml with is the one of the models."""

import json
from pathlib import Path

from mentorship.programme import Instrument, ProgrammeFile

DOCS = Path(__file__).parents[2] / "docs"


def test_the_published_schemas_are_those_of_the_models(request):
    for model, name in ((ProgrammeFile, "programme.schema.json"), (Instrument, "instrument.schema.json")):
        text = json.dumps(model.model_json_schema(by_alias=True), indent=2, ensure_ascii=False) + "\n"
        if request.config.getoption("--golden-update"):
            (DOCS / name).write_text(text, encoding="utf-8")
        assert (DOCS / name).read_text(encoding="utf-8") == text
