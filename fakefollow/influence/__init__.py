"""Influence: who came and went and how an audience grew -> reports with intervals. Facts, and no verdict on persons."""

from fakefollow.influence.change import AudienceChange as AudienceChange
from fakefollow.influence.compare import compare_audiences as compare_audiences
from fakefollow.influence.growth import GrowthEvent as GrowthEvent, GrowthReport as GrowthReport, growth as growth
