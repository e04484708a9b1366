"""What the API takes and gives (OpenAPI), for whoever is signed in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from leakwatch.inbox.desk import Visitor, visitor

router = APIRouter(include_in_schema=False)


@router.get("/api/openapi.json")
def schema(request: Request, _asking: Annotated[Visitor, Depends(visitor)]) -> dict[str, Any]:
    """OpenAPI 3.1."""
    told: dict[str, Any] = request.app.openapi()
    return told
