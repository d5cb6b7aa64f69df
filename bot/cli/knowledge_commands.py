"""`boussole knowledge …`: check, load, import and export the knowledge base."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.cli import knowledge_age_commands, knowledge_answer_commands
from bot.progress_bar import ProgressBar
from bot.settings import Settings, create_private_folder

MAX_REFUSALS_SHOWN = 20


def register(commands: Any) -> None:
    """Add the commands."""
    actions = commands.add_parser("knowledge", help="the knowledge base").add_subparsers(
        required=True
    )
    check = actions.add_parser("check", help="check the entries for errors")
    check.add_argument("--reference", type=Path, help="folder of the ROME files")
    check.add_argument("--today", type=dt.date.fromisoformat, help="reference date (yyyy-mm-dd)")
    check.add_argument(
        "--answers",
        action="store_true",
        help="also check that questions find approved answers",
    )
    check.set_defaults(command=knowledge_check)
    load = actions.add_parser("load", help="read all entries and embed new ones")
    load.set_defaults(command=knowledge_load)
    export = actions.add_parser("export", help="write the base as a package for another Cité")
    export.add_argument("path", type=Path)
    export.set_defaults(command=knowledge_export)
    remove = actions.add_parser("remove", help="remove an imported dataset")
    remove.add_argument("name")
    remove.set_defaults(command=knowledge_remove)
    picture = actions.add_parser("picture", help="print docs/knowledge.md")
    picture.set_defaults(command=knowledge_picture)
    unanswered = actions.add_parser("unanswered", help="list unanswered questions")
    unanswered.add_argument("--json", action="store_true")
    unanswered.set_defaults(command=knowledge_unanswered)
    knowledge_answer_commands.register(actions)
    knowledge_age_commands.register(actions)
    _register_imports(actions)


def _register_imports(actions: Any) -> None:
    imports = actions.add_parser("import", help="import official files, spreadsheets or packages")
    kinds = imports.add_subparsers(required=True)
    for name, command, what in (
        ("rome", import_rome, "ROME's CSV files (a folder or a zip)"),
        ("esco", import_esco, "ESCO's CSV files in French (a folder or a zip)"),
        ("schools", import_schools, "the FWB register of schools (semicolon-separated CSV)"),
        ("shortages", import_shortages, "the regions' lists for work permits (CSV)"),
        ("csv", import_spreadsheet, "a filled-in template (CSV or XLSX)"),
        ("package", import_package, "another Cité's export"),
    ):
        parser = kinds.add_parser(name, help=what)
        parser.add_argument("path", type=Path)
        parser.add_argument("--json", action="store_true", help="the report as JSON")
        parser.add_argument(
            "--force", action="store_true", help="even if many entries would be retired"
        )
        if name == "schools":
            parser.add_argument(
                "--date",
                type=dt.date.fromisoformat,
                required=True,
                help="date of the register (yyyy-mm-dd)",
            )
        if name == "shortages":
            parser.add_argument("--year", type=int, required=True, help="the year of the lists")
        parser.set_defaults(command=command)


def knowledge_check(options: argparse.Namespace, settings: Settings) -> int:
    """Print problems of the entries; return 1 if there is an error."""
    from bot.dialogue.reading import entry_classifier, reading_weights
    from knowledge.base_checks import check_base
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.readability import compute_base_ease

    base = KnowledgeBase.load(settings.knowledge, settings.imported)
    written = entry_classifier.read_wordings(reading_weights.WORDINGS_FOLDER)
    problems = check_base(base, options.today or _today(), options.reference, written)
    for problem in problems:
        print(f"{problem.severity}: {problem.file}: {problem.id}: {problem.detail}")
    errors = [problem for problem in problems if problem.severity == "error"]
    print(
        f"{len(base.entries)} entries, {len(errors)} errors, "
        f"{len(problems) - len(errors)} warnings, "
        f"reading ease {compute_base_ease(base):.0f} of 100",
        file=sys.stderr,
    )
    missed = _print_missed_answers(settings) if options.answers else 0
    return 1 if errors or missed else 0


def _print_missed_answers(settings: Settings) -> int:
    """Print questions that do not find their approved answer; return how many."""
    from knowledge import search_expectations

    cases = search_expectations.read_cases(search_expectations.get_path(settings.imported))
    misses = search_expectations.find_misses(_open_library(settings), cases) if cases else []
    for miss in misses:
        found = ", ".join(miss.found) or "nothing"
        print(f"error: {miss.entry}: « {miss.asked} » leads to {found}")
    asked = sum(len(case["asked"]) for case in cases)
    print(f"{asked} questions asked, {len(misses)} lead elsewhere", file=sys.stderr)
    return len(misses)


def knowledge_load(options: argparse.Namespace, settings: Settings) -> int:
    """Read all entries and fill the vector cache."""
    base = _open_library(settings).base
    print(
        f"{len(base.occupations)} occupations, {len(base.sheets)} French sheets, "
        f"{len(base.trainings)} trainings, {len(base.questions)} questions, "
        f"{len(base.services)} services, {len(base.events)} events"
    )
    return 0


def import_rome(options: argparse.Namespace, settings: Settings) -> int:
    """Import ROME."""
    from knowledge.importers.rome import RomeImporter

    return _run_import(options, settings, lambda tick, base: RomeImporter(options.path, tick))


def import_esco(options: argparse.Namespace, settings: Settings) -> int:
    """Import ESCO: ISCO groups, titles, skills."""
    from knowledge.importers.esco import EscoImporter

    return _run_import(options, settings, lambda tick, base: EscoImporter(options.path, tick))


def import_schools(options: argparse.Namespace, settings: Settings) -> int:
    """Import the register of schools."""
    from knowledge.importers.school_register import SchoolRegister

    return _run_import(
        options, settings, lambda tick, base: SchoolRegister(options.path, options.date, tick)
    )


def import_shortages(options: argparse.Namespace, settings: Settings) -> int:
    """Import the lists of shortage occupations for work permits."""
    from knowledge.importers.shortage_lists import WorkPermitList

    return _run_import(
        options,
        settings,
        lambda tick, base: WorkPermitList(options.path, options.year, _today(), base, tick),
    )


def import_spreadsheet(options: argparse.Namespace, settings: Settings) -> int:
    """Import trainings, shortages or events from a template."""
    from knowledge.importers.spreadsheets import Spreadsheet

    return _run_import(
        options,
        settings,
        lambda tick, base: Spreadsheet(options.path, _today(), base.occupations, tick),
    )


def import_package(options: argparse.Namespace, settings: Settings) -> int:
    """Import the entries of another Cité."""
    from knowledge.importers.exchange_package import ExchangePackage

    return _run_import(options, settings, lambda tick, base: ExchangePackage(options.path, base))


def knowledge_export(options: argparse.Namespace, settings: Settings) -> int:
    """Write the exchange package and print the number of entries."""
    from knowledge.importers.exchange_package import export_base
    from knowledge.knowledge_base import KnowledgeBase

    base = KnowledgeBase.load(settings.knowledge, settings.imported)
    name = settings.with_site_defaults(base.place).site_name
    if not name:
        print("this Cité has no name (site.yml or BOUSSOLE_SITE_NAME)", file=sys.stderr)
        return 1
    count = export_base(base, options.path, name, _today())
    print(f"{count} entries in {options.path}", file=sys.stderr)
    return 0


def knowledge_remove(options: argparse.Namespace, settings: Settings) -> int:
    """Delete a dataset; its entries are gone at the next start."""
    from knowledge.importers.dataset_files import get_dataset_path

    path = get_dataset_path(settings.imported, options.name)
    if path.parent != settings.imported or not path.exists():
        names = sorted(each.stem for each in settings.imported.glob("*.jsonl"))
        print(f"no such dataset; there are: {', '.join(names) or 'none'}", file=sys.stderr)
        return 1
    path.unlink()
    return 0


def knowledge_picture(options: argparse.Namespace, settings: Settings) -> int:
    """Print the report on the hand-written base."""
    import yaml

    from bot.settings import PROJECT_ROOT
    from knowledge.base_report import render_report
    from knowledge.knowledge_base import KnowledgeBase

    titles = PROJECT_ROOT / "tests" / "knowledge" / "shortage_titles.yml"
    covered = yaml.safe_load(titles.read_text("utf-8")) if titles.exists() else {}
    print(render_report(KnowledgeBase.load(settings.knowledge), covered), end="")
    return 0


def knowledge_unanswered(options: argparse.Namespace, settings: Settings) -> int:
    """Print unanswered questions, the latest first, redacted and anonymous."""
    from bot.handoff.unanswered_repository import list_unanswered_questions
    from bot.storage.unit_of_work import reading
    from bot.stores import open_database

    with reading(open_database(settings)) as unit:
        for question in list_unanswered_questions(unit):
            line = {
                "day": question.day.isoformat(),
                "text": question.text,
                "reason": question.reason,
            }
            shown = (
                json.dumps(line, ensure_ascii=False) if options.json else " ".join(line.values())
            )
            print(shown)
    return 0


def _run_import(
    options: argparse.Namespace, settings: Settings, reader: Callable[[Callable, Any], Any]
) -> int:
    """Read the source, replace the dataset, embed new entries, print the report."""
    from knowledge.importers import dataset_files
    from knowledge.knowledge_base import KnowledgeBase

    # Fail before importing anything if the present base does not load.
    base = KnowledgeBase.load(settings.knowledge, settings.imported)
    source = reader(_bytes_bar(options.path), base)
    manifest = source.manifest()
    path = dataset_files.get_dataset_path(settings.imported, manifest.name)
    create_private_folder(settings.data)
    report = dataset_files.write_dataset(path, manifest, source.lines(), options.force)
    report.refused = source.refused
    files = _open_library(settings).base.files
    report.hidden = [
        e["id"] for _, e in dataset_files.read_dataset(path)[1] if files.get(e["id"]) != path.name
    ]
    if options.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
        return 0
    for refusal in report.refused[:MAX_REFUSALS_SHOWN]:
        print(f"refused: {refusal}", file=sys.stderr)
    print(
        f"{report.dataset}: {len(report.added)} added, {len(report.changed)} changed, "
        f"{len(report.retired)} retired, {report.unchanged} unchanged, "
        f"{len(report.refused)} refused"
    )
    if report.hidden:
        few = ", ".join(report.hidden[:MAX_REFUSALS_SHOWN])
        print(f"{len(report.hidden)} hidden behind an entry of the same id: {few}", file=sys.stderr)
    return 0


def _open_library(settings: Settings) -> Any:
    from bot.stores import open_library

    return open_library(settings, ProgressBar("knowledge vectors"))


def _bytes_bar(path: Path) -> Callable[[int], None]:
    """Return a progress callback over the bytes of a file or of a folder's files."""
    files = path.glob("*") if path.is_dir() else [path]
    total = sum(each.stat().st_size for each in files if each.is_file())
    bar, read = ProgressBar(f"reading {path.name}"), 0

    def tick(size: int) -> None:
        nonlocal read
        if read < total:  # zips expand, and some files are read twice
            read += size
            bar(min(read, total), total)

    return tick


def _today() -> dt.date:
    return dt.datetime.now(dt.timezone.utc).date()
