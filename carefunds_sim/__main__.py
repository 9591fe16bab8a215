"""``python -m carefunds_sim``: the command line, where scripts are not on the path."""

from carefunds_sim.cli import main

if __name__ == "__main__":
    main()
