"""``python -m toolkit`` is ``nianbao``."""

import sys

from toolkit.cli import main

sys.exit(main())
