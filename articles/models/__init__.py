"""All that the desk makes and readers read, one noun a file."""

from articles.models.act import Act, ActText
from articles.models.article import Article, Credit, Draft
from articles.models.complaint import Complaint, ComplaintEntry
from articles.models.correction import Correction, PreparedCorrection
from articles.models.front import Banner, Front, FrontChange, FrontPin, FrontPlan
from articles.models.old_address import OldAddress
from articles.models.package import Package, PackageItem, PublicPackage, PublicPlace, Role
from articles.models.photo import Photo
from articles.models.presence import Lock, Opened
from articles.models.publication import (
    Notice,
    Publication,
    PublicationCredit,
    PublicationPhoto,
    PublicationTopic,
)
from articles.models.readership import HourViews, PageKind, Readership, Source, ViewsTaken
from articles.models.revision import Revision
from articles.models.section import Section
from articles.models.sending import Sending, SentPhoto
from articles.models.series import Series
from articles.models.site import Newsroom
from articles.models.site_page import SitePage, SitePageVersion
from articles.models.spelling import Spelling
from articles.models.tag import Tag, TaggedArticle
from articles.models.version_name import VersionName

__all__ = [
    "Act",
    "ActText",
    "Article",
    "Banner",
    "Complaint",
    "ComplaintEntry",
    "Correction",
    "Credit",
    "Draft",
    "Front",
    "FrontChange",
    "FrontPin",
    "FrontPlan",
    "HourViews",
    "Lock",
    "Newsroom",
    "Notice",
    "OldAddress",
    "Opened",
    "Package",
    "PackageItem",
    "PageKind",
    "Photo",
    "PreparedCorrection",
    "PublicPackage",
    "PublicPlace",
    "Publication",
    "PublicationCredit",
    "PublicationPhoto",
    "PublicationTopic",
    "Readership",
    "Revision",
    "Role",
    "Section",
    "Sending",
    "SentPhoto",
    "Series",
    "SitePage",
    "SitePageVersion",
    "Source",
    "Spelling",
    "Tag",
    "TaggedArticle",
    "VersionName",
    "ViewsTaken",
]
