"""`python -m vidresults` is the command line."""

from vidresults.cli import main

main()
