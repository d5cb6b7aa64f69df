export RASA_TELEMETRY_ENABLED = false
export OMP_NUM_THREADS = 1
export PYTHONWARNINGS = ignore
# Keep bytecode caching on: otherwise each of the many test processes compiles everything again.
export PYTHONDONTWRITEBYTECODE =
B = .venv/bin

.PHONY: run demo check test lint audit bench soak faults train shell lock

run:
	bin/setup
	$(B)/boussole serve

demo:
	bin/setup
	$(B)/boussole demo

check:
	bin/setup dev
	bin/check

test:
	bin/setup dev
	bin/browser
	$(B)/pytest -n 3 --dist loadfile --durations=20 --durations-min=2

lint:
	bin/setup dev
	bin/setup deploy
	bin/lint

audit:
	bin/audit

bench:
	bin/setup dev
	$(B)/boussole bench
	$(B)/python -m evaluation.benchmarks.plain_rasa
	$(B)/python -m evaluation.benchmarks.growth

soak:
	bin/setup dev
	STEPS=20000 $(B)/pytest -p no:warnings tests/booking/test_agenda_model.py
	CLAIMS=1000 $(B)/pytest -p no:warnings tests/handoff/test_handoff_claiming.py
	LEFT=1000 $(B)/pytest -p no:warnings tests/deferred_questions/test_nothing_is_lost.py
	RACES=1000 $(B)/pytest -p no:warnings tests/messaging/test_human_owns.py -k claim
	PEOPLE=200 $(B)/pytest -p no:warnings tests/messaging/test_appointments_of_a_person.py -k at_once
	PEOPLE=200 $(B)/pytest -p no:warnings tests/messaging/test_waiting_list_of_people.py -k of_many
	OFFLINE=30 $(B)/pytest -p no:warnings tests/site/test_browser_widget.py -k offline
	REPLIES=10000 $(B)/pytest -p no:warnings tests/channels/messenger/test_messenger_sending.py -k whole
	UPDATES=1000 $(B)/pytest -p no:warnings tests/channels/messenger/test_messenger_soak.py
	REPLIES=10000 $(B)/pytest -p no:warnings tests/channels/telegram/test_telegram_compiled.py
	UPDATES=1000 $(B)/pytest -p no:warnings tests/channels/telegram/test_telegram_storm.py
	EVERY_WAY=1 $(B)/pytest -p no:warnings tests/dialogue/test_domain_walk.py
	EXAMPLES=1000 $(B)/pytest -p no:warnings tests/channels/web/test_openapi.py tests/channels/test_parsers.py
	$(B)/boussole simulate --talks 500
	$(B)/python -m tests.soak.handoff_latency_measurement
	$(B)/python -m tests.soak.handoff_latency_measurement --pace human
	$(B)/python -m tests.soak.flood_measurement
	$(B)/python -m tests.soak.lock_measurement
	$(B)/python -m tests.soak.memory_measurement
	$(B)/python -m tests.soak.mixed_soak_measurement --minutes 30
	$(B)/python -m tests.soak.address_share_measurement
	$(B)/python -m tests.soak.booking_rush_measurement
	$(B)/python -m tests.soak.widget_cost_measurement
	$(B)/python -m tests.soak.many_streams_measurement
	$(B)/python -m tests.soak.many_streams_measurement --restart

faults: export KILLS := $(or $(KILLS),100)
faults: export OUTAGE := $(or $(OUTAGE),10)
faults:
	bin/setup dev
	$(B)/pytest -p no:warnings tests/faults
	$(B)/python -m tests.faults.kill_results

train:
	bin/setup full
	$(B)/rasa train --domain bot/domain --data nlu_data

shell: train
	$(B)/rasa shell --endpoints endpoints.yml

lock:
	bin/uv pip compile --universal --python-version 3.10 --generate-hashes --no-emit-index-url --no-annotate --quiet pyproject.toml -o requirements.txt
	bin/uv pip compile --universal --python-version 3.10 --generate-hashes --no-emit-index-url --no-annotate --quiet --extra dev pyproject.toml -c requirements.txt -o requirements-dev.txt
	bin/uv pip compile --universal --python-version 3.10 --generate-hashes --no-emit-index-url --no-annotate --quiet --excludes requirements-serve-excludes.txt pyproject.toml -c requirements.txt -o requirements-serve.txt
	bin/uv pip compile --universal --python-version 3.10 --generate-hashes --no-emit-index-url --no-annotate --quiet --group deploy -o requirements-deploy.txt
