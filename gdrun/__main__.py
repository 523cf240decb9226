"""``python -m gdrun`` is ``gdrun``."""

from gdrun.cli.app import main

main()
