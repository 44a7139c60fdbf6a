"""Quality measured by people: a sample of pairs to look at, their answers, and the rates these give."""
