"""The files of `deploy/` stay true: what they name exists in the code, and they agree."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from bot.cli import _parser
from bot.cli.http_connections import build_config
from bot.dialogue import model_training
from bot.settings import PROJECT_ROOT, Settings
from bot.site import startup_page
from bot.site.page_facts import build_page_facts

DEPLOY = PROJECT_ROOT / "deploy"
FILES = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file()]
NAMES = [str(path.relative_to(DEPLOY)) for path in FILES]
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")
MANIFESTS = [
    document
    for path in sorted((DEPLOY / "kubernetes").glob("*.yml"))
    for document in yaml.safe_load_all(path.read_text("utf-8"))
]


def find(value: Any, key: str) -> Iterator[Any]:
    """Every value under a key, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key:
                yield inner
            yield from find(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from find(inner, key)


def containers() -> list[dict[str, Any]]:
    return [each for found in find(MANIFESTS, "containers") for each in found]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    known = {f"BOUSSOLE_{name.upper()}" for name in Settings.__fields__}
    assert set(re.findall(r"\bBOUSSOLE_[A-Z_]+", path.read_text("utf-8"))) <= known


def test_proxies_use_no_connection_that_the_service_is_about_to_close() -> None:
    """A message sent on one would be lost, and nginx sends no POST a second time."""
    kept = build_config(None, "127.0.0.1", 0).timeout_keep_alive
    nginx = re.findall(r"keepalive_timeout (\d+)s;", (DEPLOY / "nginx/nginx.conf").read_text())
    caddy = re.findall(r"keepalive (\d+)s\n", (DEPLOY / "Caddyfile").read_text())
    assert len(nginx) == len(caddy) == 1
    assert all(int(seconds) < kept for seconds in (*nginx, *caddy))


def test_probes_ask_what_the_service_answers_from_its_first_second() -> None:
    facts = build_page_facts(Settings(_env_file=None))
    starting = TestClient(startup_page.build_startup_app(facts))
    assert (starting.get("/healthz").status_code, starting.get("/readyz").status_code) == (200, 503)
    probed = {probe["path"] for probe in find(MANIFESTS, "httpGet")}
    assert probed == {"/healthz", "/readyz"}
    (service,) = [each for each in containers() if each["name"] == "service"]
    # People read the honest answer of a service that cannot store, not a proxy's.
    assert service["readinessProbe"]["httpGet"]["path"] == "/healthz"
    assert service["startupProbe"]["httpGet"]["path"] == "/readyz"


def test_bytecode_of_an_image_stands_whatever_the_times_of_its_files() -> None:
    """A copy between layers rounds them; a root that is read-only then compiles at each start."""
    lines = CONTAINERFILE.splitlines()
    compiling = [line for line in lines if "compileall" in line]
    assert len(compiling) == 3
    assert all("--invalidation-mode unchecked-hash" in line for line in compiling)
    assert all("--no-compile" in line for line in lines if "pip install" in line and "-r " in line)


def test_commands_that_are_started_exist() -> None:
    groups = next(action for action in _parser()._actions if action.choices)
    units = "".join(path.read_text() for path in (DEPLOY / "systemd").iterdir())
    started = set(re.findall(r"/bin/boussole (\w+)", units))
    started |= {each["args"][0] for each in containers()}
    started |= set(re.findall(r'^CMD \["(\w+)"\]$', CONTAINERFILE, re.MULTILINE))
    assert started == {"serve", "backup", "migrate"}
    assert started <= set(groups.choices or ())


def test_nothing_runs_as_root_or_writes_to_its_root() -> None:
    (user,) = re.findall(r"^USER (\d+):\1$", CONTAINERFILE, re.MULTILINE)
    assert f"--uid {user} " in CONTAINERFILE
    assert f"UID = {user}\n" in (DEPLOY / "image" / "measure").read_text("utf-8")
    for each in containers():
        context = each["securityContext"]
        assert context["readOnlyRootFilesystem"]
        assert not context["allowPrivilegeEscalation"]
        assert context["capabilities"] == {"drop": ["ALL"]}
    assert set(find(MANIFESTS, "runAsUser")) == {int(user)}
    assert len({each["image"] for each in containers()}) == 1


def test_the_image_holds_what_a_start_compares_the_model_with() -> None:
    copied = {
        source
        for line in re.findall(r"^COPY ([^-\n].*)$", CONTAINERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    }
    assert {path.partition("/")[0] for path in model_training._INPUT_PATHS} <= copied
    let_through = re.findall(r"^!(.+)$", (PROJECT_ROOT / ".containerignore").read_text(), re.M)
    assert sorted(let_through) == sorted(copied)
    assert all((PROJECT_ROOT / source).exists() for source in copied)


def test_secrets_are_named_and_empty() -> None:
    (secret,) = [each for each in MANIFESTS if each["kind"] == "Secret"]
    assert set(secret["stringData"].values()) == {""}
    example = (DEPLOY / "compose.env.example").read_text("utf-8")
    given = dict(re.findall(r"^(\w+)=(.*)$", example, re.MULTILINE))
    assert set(given.values()) == {""}
    asked = re.findall(r"\$\{(\w+):\?\}", (DEPLOY / "compose.yml").read_text("utf-8"))
    assert set(asked) == set(given)


def test_events_are_not_held_back_by_a_proxy() -> None:
    nginx = (DEPLOY / "nginx" / "nginx.conf").read_text("utf-8")
    for place in ("= /api/events", "/conseillers/"):
        block = nginx.partition(f"location {place} {{")[2].partition("}")[0]
        assert "proxy_buffering off;" in block
        assert "proxy_read_timeout 1h;" in block
    assert "flush_interval -1" in (DEPLOY / "Caddyfile").read_text("utf-8")
    (ingress,) = [each for each in MANIFESTS if each["kind"] == "Ingress"]
    told = ingress["metadata"]["annotations"]
    assert told["nginx.ingress.kubernetes.io/proxy-buffering"] == "off"


def test_a_check_says_that_its_tool_is_missing_and_fails_where_it_is_required(
    tmp_path: Path,
) -> None:
    for name in ("bash", "dirname", "mktemp", "rm"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")

    def check(**required: str) -> subprocess.CompletedProcess[str]:
        given = {"PATH": str(tmp_path), "TMPDIR": os.environ.get("TMPDIR", "/tmp"), **required}
        command = [DEPLOY / "check", "caddy"]
        return subprocess.run(command, env=given, capture_output=True, text=True)

    alone = check()
    assert (alone.returncode, alone.stdout.count("not installed")) == (77, 1)
    assert check(REQUIRE="chromium,caddy").returncode == 1
    lint = (PROJECT_ROOT / "bin" / "lint").read_text("utf-8")
    (checked,) = re.findall(r"^for name in (.*); do$", lint, re.MULTILINE)
    usage = (DEPLOY / "check").read_text("utf-8").partition("usage: deploy/check ")[2]
    assert checked.split() == usage.partition('"')[0].split(" | ")


def test_the_lock_of_the_checks_names_no_address() -> None:
    for lock in PROJECT_ROOT.glob("requirements*.txt"):
        assert "://" not in lock.read_text("utf-8"), lock.name
