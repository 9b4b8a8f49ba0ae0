"""Judgement: pure functions that read no clock, no disk and no network."""
