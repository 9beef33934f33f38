"""What the tests of stories share. What they begin with is made by functions of tests/factories.py."""
