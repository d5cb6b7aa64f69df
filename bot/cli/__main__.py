"""`python -m bot.cli …`, the same as `boussole …`."""

import sys

from bot.cli import main

sys.exit(main())
