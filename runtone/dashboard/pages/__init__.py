"""The pages; each answers one question with one picture and one sentence, then the detail."""
