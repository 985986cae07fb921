"""A response headers policy is returned without the sections that it was created without.

AWS omits sections that a policy doesn't have, such as custom headers and headers to remove, which are optional:
https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicyConfig.html

MiniStack always returns both, maybe empty, and each of Terraform's plans removes the empty ones. This patch
omits them.
"""

import functools
from typing import Any
from xml.etree.ElementTree import Element

from ministack.services import cloudfront


def apply() -> None:
    """Wrap the function that writes a policy's configuration to a response."""
    write = cloudfront._build_rhp_config_xml

    @functools.wraps(write)
    def write_without_empty_sections(parent: Element, configuration: dict[str, Any]) -> None:
        write(parent, configuration)
        for name in ("CustomHeadersConfig", "RemoveHeadersConfig"):
            element = parent.find(name)
            if element is not None and element.findtext("Quantity") == "0":
                parent.remove(element)

    cloudfront._build_rhp_config_xml = write_without_empty_sections
