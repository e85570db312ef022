"""`python -m crawler` is `tinbao`."""

from crawler.cli import main

if __name__ == "__main__":
    main()
