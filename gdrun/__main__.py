"""``python -m gdrun`` is ``gdrun``."""

from gdrun.cli.app import main

if __name__ == "__main__":
    main()
