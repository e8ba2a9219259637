"""``python -m ca_desktop``."""

import sys

from ca_desktop.app.main import main

if __name__ == "__main__":
    sys.exit(main())
