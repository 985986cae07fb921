class NotDeployedError extends Error {
  name = "NotDeployedError";
}

// Thrown and not returned, so that whoever delivers an event keeps it and tries again.
export const handler = async (event, context) => {
  throw new NotDeployedError(`${context.functionName} has no code yet: deploy it`);
};
