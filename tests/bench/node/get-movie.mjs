import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";

// Outside of the handler, as AWS's best practices say, so that it is created once:
// https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event) => {
  const found = await documents.send(new GetCommand({ TableName: "movies", Key: { id: event.pathParameters.movieID } }));
  const { id, title, rating } = found.Item;
  return { statusCode: 200, body: JSON.stringify({ id, title, rating }) };
};
