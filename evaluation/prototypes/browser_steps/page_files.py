"""Write the page with its data into a folder: what a browser needs, and nothing else."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from bot.dialogue.reading.labels import LABELS
from bot.matching import scores
from bot.matching.catalogue import LETTER_SHARES, SAME_DOMAIN_CLOSENESS, Catalogue
from bot.notebook.questionnaire_items import ITEMS
from bot.settings import PROJECT_ROOT
from evaluation.prototypes.browser_steps.student_fit import Student
from knowledge.knowledge_base import KnowledgeBase
from knowledge.search_documents import list_names

PAGE_FOLDER = Path(__file__).parent / "page"
_STATEMENTS = PROJECT_ROOT / "bot" / "domain" / "statements.yml"


def write_page(folder: Path, student: Student, base: KnowledgeBase) -> dict[str, int]:
    """Write all files; return the bytes of each, compressed as it travels."""
    shutil.copytree(PAGE_FOLDER, folder, dirs_exist_ok=True)
    catalogue = Catalogue(base.occupations.values())
    header = {
        "labels": LABELS,
        "buckets": len(student.steps),
        "scale": student.scale,
        "idfScale": student.idf_scale,
        "bias": [round(float(value), 4) for value in student.bias],
    }
    _write_json(folder / "student.json", header)
    for name, array in (("steps", student.steps), ("idf", student.idf)):
        (folder / f"{name}.bin.gz").write_bytes(gzip.compress(array.tobytes(), 9, mtime=0))
    _write_json(folder / "professions.json", _list_professions(catalogue))
    _write_json(folder / "leads.json", _list_lead_rules())
    return {path.name: _count_sent(path) for path in sorted(folder.iterdir())}


def _list_professions(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the professions in the order of the catalogue's rows."""
    return [
        {
            "id": each.id,
            "title": each.title.both,
            "names": list_names(each),
            "riasec": each.riasec,
            "rome": each.rome[:3],
            "level": int(catalogue.entry[row]),
            "group": int(catalogue.group[row]),
            "related": [int(other) for other in catalogue.rows(each.related)],
        }
        for row, each in enumerate(catalogue)
    ]


def _list_lead_rules() -> dict[str, Any]:
    said = yaml.safe_load(_STATEMENTS.read_text("utf-8"))["responses"]
    items = [
        {"id": item.id, "letter": item.letter, "text": said[f"utter_item_{item.id}"][0]["text"]}
        for item in ITEMS
    ]
    return {
        "items": items,
        "weights": scores.WEIGHTS,
        "letterShares": LETTER_SHARES,
        "sameDomain": SAME_DOMAIN_CLOSENESS,
    }


def _write_json(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _count_sent(path: Path) -> int:
    content = path.read_bytes()
    return len(content) if path.suffix == ".gz" else len(gzip.compress(content, 9))
