"""Engagement: who reacts, who came and went, how an audience grew -> reports with intervals. No verdict on persons."""

from fakefollow.engagement.applause import find_applause as find_applause
from fakefollow.engagement.change import AudienceChange as AudienceChange
from fakefollow.engagement.compare import compare_audiences as compare_audiences
from fakefollow.engagement.growth import GrowthEvent as GrowthEvent, GrowthReport as GrowthReport, growth as growth
from fakefollow.engagement.reactions import influence as influence
from fakefollow.engagement.report import InfluenceReport as InfluenceReport
from fakefollow.engagement.side_by_side import Comparison as Comparison, compare as compare
