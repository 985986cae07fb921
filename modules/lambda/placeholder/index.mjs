class NotDeployedError extends Error {
  name = "NotDeployedError";
}

// Thrown instead of returned, so that an event source keeps its event and retries.
export const handler = async (event, context) => {
  throw new NotDeployedError(`${context.functionName} has no code yet: deploy it`);
};
