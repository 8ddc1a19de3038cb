"""Influence: who reacts, who came and went, how an audience grew -> reports with intervals. No verdict on persons."""

from fakefollow.influence.applause import (
    Applause as Applause,
    ApplauseEvent as ApplauseEvent,
    find_applause as find_applause,
)
from fakefollow.influence.change import AudienceChange as AudienceChange
from fakefollow.influence.compare import compare_audiences as compare_audiences
from fakefollow.influence.growth import GrowthEvent as GrowthEvent, GrowthReport as GrowthReport, growth as growth
from fakefollow.influence.reactions import influence as influence
from fakefollow.influence.report import InfluenceReport as InfluenceReport
from fakefollow.influence.side_by_side import Comparison as Comparison, compare as compare
