import botocore.session


def test_sessions_share_what_is_read():
    first, second = (botocore.session.get_session().get_component("data_loader") for _ in range(2))

    models = [loader.load_service_model("sqs", "service-2") for loader in (first, second)]

    assert models[0]["shapes"] is models[1]["shapes"]


def test_what_a_client_changes_in_its_model_is_not_in_that_of_another_session():
    session = botocore.session.get_session()
    session.set_credentials("AKIAEXAMPLE", "secret")
    client = session.create_client("s3", region_name="eu-central-1")
    client.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "key"})

    uris = [
        each.get_service_model("s3").operation_model("GetObject").http["requestUri"]
        for each in (session, botocore.session.get_session())
    ]

    assert uris == ["/{Key+}", "/{Bucket}/{Key+}"]
