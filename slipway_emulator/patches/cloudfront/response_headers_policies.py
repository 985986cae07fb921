"""A response headers policy is returned without the parts that it was made without.

AWS leaves out what a policy has none of, custom headers and headers to remove among them (neither is required):
https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicyConfig.html

MiniStack 1.5.33 returns both always, empty where there are none, so that every plan of Terraform's provider wants to
take them away. Here an empty one is left out.
"""

import functools
from typing import Any
from xml.etree.ElementTree import Element

from ministack.services import cloudfront


def apply() -> None:
    """Wrap what writes a policy's configuration, of every answer that has one."""
    write = cloudfront._build_rhp_config_xml

    @functools.wraps(write)
    def write_what_there_is(parent: Element, configuration: dict[str, Any]) -> None:
        write(parent, configuration)
        for name in ("CustomHeadersConfig", "RemoveHeadersConfig"):
            element = parent.find(name)
            if element is not None and element.findtext("Quantity") == "0":
                parent.remove(element)

    cloudfront._build_rhp_config_xml = write_what_there_is
