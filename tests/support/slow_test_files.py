"""The files of tests that take longest, as `--durations` tells: begun first, so that no process is
left with one of them at the end of a run in several."""

SLOW_TEST_FILES = (
    *(
        "messaging/test_killed_process.py",
        "faults/test_kills_under_load.py",
        "faults/test_database_faults.py",
        "site/test_browser_chat.py",
        "dialogue/test_domain_walk.py",
    ),
    *("evaluation/test_privacy_audit.py", "console/pages/test_console_work_browser.py"),
    *("channels/telegram/test_telegram_faults.py", "console/answers/test_learning.py"),
    *("site/test_browser_widget_looks.py", "conversations/test_conversations.py"),
    *("cli/test_backup_commands.py", "channels/web/test_web_api.py", "site/test_browser_widget.py"),
    *("cli/test_messenger_command.py", "console/pages/test_console_week_browser.py"),
    *("console/pages/test_console_browser.py", "cli/test_killed_commands.py"),
)
