"""Inputs that must be refused, each with the words that its error must hold."""

import gzip

from tests.support.documents import (
    PNG,
    detection,
    document,
    element,
    face,
    multi_label,
    semantic,
    single_label,
    text_of,
    without,
)

SECRET = "Zx81-never-show-Q"  # noqa: S105 - made up, and must not show

GOOD = text_of(document(element(detection()), None, element(detection())))
PACKED = gzip.compress(GOOD, mtime=0)


def cut_before(mark):
    return GOOD[: GOOD.index(mark)]


def nested(depth):
    return b"[" * depth + b"]" * depth


def offsets(**changes):
    """A document of three frames with other lists."""
    return text_of(document(element(), element(), element()) | changes)


def frame(value):
    """A document whose second element, of frame 5, is this."""
    return text_of(document(None, value))


def box(**changes):
    """A document whose second element has a good box and one with these changes."""
    return frame(element(detection(), detection(**changes)))


NOT_A_TEXT = {
    "empty file": (b"", "is empty, expected a Video Inference result"),
    "white space": (b" \r\n\t ", "is empty, expected a Video Inference result"),
    "cut in the offsets": (cut_before(b'"time_offset"'), "ends too early", "byte 29"),
    "cut inside an element": (
        cut_before(b'"height"'),
        "ends too early, expected it to be complete",
    ),
    "cut inside a text": (cut_before(b'ar", "class_id'), "ends too early"),
    "cut before the last bracket": (GOOD[:-1], "ends too early", f"byte {len(GOOD) - 1}"),
    "trailing garbage": (GOOD + b" xyz", "text goes on", "expected one JSON document"),
    "trailing bracket": (GOOD + b"}", "text goes on after the end", f"byte {len(GOOD)}"),
    "two documents": (GOOD + b"\n" + GOOD, "text goes on", f"byte {len(GOOD) + 1}"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "is UTF-16 text, expected UTF-8"),
    "UTF-16 without a mark": (GOOD.decode().encode("utf-16-le"), "byte 1", "not well-formed JSON"),
    "invalid UTF-8 in a class": (
        GOOD.replace(b'"car"', b'"c\xe4r"', 1),
        "element 0, frame 0",
        "not UTF-8",
    ),
    "invalid UTF-8 in a model": (GOOD.replace(b'"street"', b'"stra\xdfe"'), "not UTF-8"),
    "damaged gzip": (
        PACKED[:20] + bytes(8) + PACKED[28:],
        "is a damaged gzip file",
        "fetch it again",
    ),
    "gzip with a wrong checksum": (
        PACKED[:-8] + bytes(4) + PACKED[-4:],
        "is a damaged gzip file",
        "fetch it again",
    ),
    "truncated gzip": (PACKED[:-12], "is a damaged gzip file", "fetch it again"),
    "NaN": (
        GOOD.replace(b"0.875", b"NaN", 1),
        f"byte {GOOD.index(b'0.875')}: NaN and Infinity are not JSON, null would be right",
    ),
    "Infinity": (
        GOOD.replace(b"0.875", b"Infinity", 1),
        f"byte {GOOD.index(b'0.875')}: NaN and Infinity are not JSON",
    ),
    "negative Infinity": (
        GOOD.replace(b"0.875", b"-Infinity", 1),
        f"byte {GOOD.index(b'0.875')}: NaN and Infinity are not JSON",
    ),
    "too large a number": (
        GOOD.replace(b"0.875", b"1e999", 1),
        "element 0",
        "the largest is 1.8e308",
    ),
    "too long a number": (
        GOOD.replace(b"0.875", b"1" * 5000, 1),
        "element 0",
        "expected at most 4300 digits",
    ),
    "a key twice": (
        GOOD[:-1] + b', "street": []}',
        "'street' stands twice, expected every key once",
    ),
    "a key twice, the first of invalid UTF-8": (
        GOOD[:-1] + b', "q": "\xff", "q": 1}',
        "'q' stands twice",
    ),
    "brackets without end": (
        b'{"a":' * 100_000,
        "nested too deeply, expected at most some hundred",
    ),
    "list brackets without end": (b"[" * 100_000, "is a JSON list"),
    "brackets within an element": (
        GOOD.replace(b"null", nested(100_000), 1),
        "nested too deeply, expected at most",
    ),
    "brackets within an unknown field": (
        GOOD.replace(b"0.25", b'0.25, "new": ' + nested(100_000), 1),
        "nested too deeply",
    ),
}

OFFSETS = {
    "model list too short": (
        offsets(street=[element()]),
        "list 'street' has 1 items and frame_offset has 3, expected equal lengths",
    ),
    "model list empty": (offsets(street=[]), "'street' has 0 items and frame_offset has 3"),
    "time_offset too short": (
        offsets(time_offset=[0.0, 0.2]),
        "'time_offset' has 2 items and frame_offset has 3",
    ),
    "frame_offset repeats": (
        offsets(frame_offset=[0, 5, 5]),
        "frame_offset[2]: found 5 after 5, expected ascending",
    ),
    "frame_offset descends": (
        offsets(frame_offset=[0, 10, 5]),
        "frame_offset[2]: found 5 after 10, expected ascending",
    ),
    "frame_offset negative": (
        offsets(frame_offset=[-1, 5, 10]),
        "frame_offset[0]: found -1, expected a whole number >= 0",
    ),
    "frame_offset of fractions": (
        offsets(frame_offset=[0, 5.5, 11]),
        "frame_offset[1]: found 5.5, expected a whole number",
    ),
    "frame_offset of floats": (
        offsets(frame_offset=[0, 5.0, 10]),
        "frame_offset[1]: found 5.0, expected a whole number",
    ),
    "frame_offset of texts": (
        offsets(frame_offset=["0", "5", "10"]),
        "frame_offset[0]: found '0', expected a whole number",
    ),
    "frame_offset with null": (
        offsets(frame_offset=[0, None, 10]),
        "frame_offset[1]: found null, expected a whole number",
    ),
    "frame_offset with true": (
        offsets(frame_offset=[0, True, 10]),
        "frame_offset[1]: found true, expected a whole number",
    ),
    "frame_offset too large": (
        offsets(frame_offset=[0, 5, 2**63]),
        "frame_offset[2]",
        f"expected a whole number <= {2**63 - 1}",
    ),
    "frame_offset an object": (
        offsets(frame_offset={"0": 0}),
        'field frame_offset: found {"0":0}, expected a list',
    ),
    "time_offset descends": (
        offsets(time_offset=[0.0, 0.4, 0.2]),
        "time_offset[2]: found 0.2 after 0.4, expected ascending",
    ),
    "time_offset descends past null": (
        offsets(time_offset=[0.4, None, 0.2]),
        "found 0.2 after 0.4, expected ascending values",
    ),
    "time_offset negative": (
        offsets(time_offset=[-0.2, 0.0, 0.2]),
        "time_offset[0]: found -0.2, expected a number >= 0",
    ),
    "time_offset NaN": (
        offsets(time_offset=[0.0, float("nan"), 0.4]),
        "not JSON, null would be right",
        "byte",
    ),
    "time_offset of texts": (
        offsets(time_offset=["0:00", "0:01", "0:02"]),
        "time_offset[0]: found '0:00', expected a number",
    ),
    "only frame_offset": (
        text_of(without(document(None), "time_offset")),
        "has frame_offset but no time_offset, expected both",
    ),
    "only time_offset": (
        text_of(without(document(None), "frame_offset")),
        "has time_offset but no frame_offset, expected both",
    ),
    "only frame_offset in a wrapper": (
        text_of({"results": without(document(None), "time_offset")}),
        "has frame_offset but no time_offset, expected both",
    ),
    "frame_offset and frame_offsets disagree": (
        offsets(frame_offsets=[0, 5, 11]),
        "frame_offset and frame_offsets disagree, expected one of them",
    ),
    "time_offset and time_offsets disagree": (
        offsets(time_offsets=[0.0, 0.2, 0.5]),
        "time_offset and time_offsets disagree",
    ),
    "no model": (
        text_of(without(document(None), "street")),
        "has no model's list, expected at least one",
    ),
    "model an object": (offsets(street={"0": element()}), "has no model's list"),
    "model of numbers": (offsets(street=[1, 2, 3]), "has no model's list, expected at least one"),
}

ELEMENTS = {
    "element a number": (
        frame(7),
        "model 'street', element 1, frame 5: found 7, expected an object",
    ),
    "element a text": (
        frame("none"),
        "element 1, frame 5",
        'found "none", expected an object, a list',
    ),
    "element true": (frame(value=True), "element 1, frame 5", "found true, expected an object"),
    "predictions a text": (
        frame(element() | {"predictions": "none"}),
        "found 'none', expected a list or an object",
    ),
    "predictions a number": (
        frame(element() | {"predictions": 0}),
        "field predictions: found 0, expected a list",
    ),
    "predictions of numbers": (
        frame(element(1, 2)),
        "frame 5, prediction 0: found 1, expected an object",
    ),
    "predictions with null": (
        frame(element(detection(), None)),
        "prediction 1",
        "expected an object",
    ),
    "image width a fraction": (
        frame(element(image={"width": 640.5, "height": 360})),
        "frame 5, field image.width: found 640.5, expected a whole number",
    ),
    "image height negative": (
        frame(element(image={"width": 640, "height": -1})),
        "field image.height: found -1, expected a whole number >= 0",
    ),
    "time a text": (frame(element(time="0.2 s")), "field time: found '0.2 s', expected a number"),
    "inference_id a number": (
        frame(element(inference_id=12)),
        "field inference_id: found 12, expected a text",
    ),
    "multi-label value a number": (
        frame(multi_label(predictions={"rain": 0.25})),
        "field predictions['rain']: found 0.25, expected an object",
    ),
    "multi-label confidence over 1": (
        frame(multi_label(predictions={"rain": {"confidence": 25}})),
        "field predictions['rain'].confidence: found 25, expected a number <= 1",
    ),
    "predicted_classes of numbers": (
        frame(multi_label(predicted_classes=[5])),
        "field predicted_classes[0]: found 5, expected a text",
    ),
    "single-label item without class": (
        frame(single_label(predictions=[{"class_id": 1, "confidence": 0.5}])),
        "frame 5, field predictions[0].class: is missing",
    ),
    "gaze face without x": (
        frame(element({"face": without(face()["face"], "x")})),
        "field predictions[0].face.x: is missing",
    ),
    "gaze face a text in a bare list": (
        frame([face(), face(y="top")]),
        "field predictions[1].face.y: found 'top', expected a number",
    ),
    "gaze yaw a text": (
        frame(element(face() | {"yaw": "left"})),
        "field predictions[0].yaw: found 'left', expected a number",
    ),
    "CLIP vector with a text": (
        frame([0.5, "0.25"]),
        "element 1, frame 5",
        "expected a list of numbers or of objects",
    ),
    "CLIP vector with null": (frame([0.5, None]), "expected a list of numbers or of objects"),
    "embeddings with a text": (
        frame({"embeddings": [[0.5, "x"]]}),
        "field embeddings[0][1]: found 'x', expected a number",
    ),
    "mask not base64": (
        frame(semantic(segmentation_mask="abcde")),
        "frame 5, field predictions.segmentation_mask: is not base64",
    ),
    "mask not ASCII": (
        frame(semantic(segmentation_mask="Maske: grün")),
        "segmentation_mask: is not base64",
    ),
    "mask not a PNG": (
        frame(semantic(segmentation_mask="aGVsbG8=")),
        "segmentation_mask: is not a PNG picture, expected one in base64",
    ),
    "mask a number": (
        frame(semantic(segmentation_mask=5)),
        "segmentation_mask: found 5, expected a text",
    ),
    "mask null": (
        frame(semantic(segmentation_mask=None)),
        "element 1, frame 5, field predictions.segmentation_mask: found null, expected a PNG",
    ),
    "confidence mask not a PNG": (
        frame(semantic(confidence_mask="aGVsbG8=")),
        "confidence_mask: is not a PNG picture",
    ),
    "class_map key not a number": (
        frame(semantic(class_map={"road": "road"})),
        "class_map: found the key 'road', expected a class number",
    ),
    "class_map key None": (
        frame(semantic(class_map={"None": "road"})),
        "found the key 'None', expected a class number",
    ),
    "class_map key with two signs": (
        frame(semantic(class_map={"--3": "road"})),
        "found the key '--3', expected a class number",
    ),
    "class_map key beyond 64 bits": (
        frame(semantic(class_map={str(2**63): "road"})),
        f"found the key '{2**63}', expected a class number",
    ),
    "class_map value a number": (
        frame(semantic(class_map={"0": 5})),
        "field predictions.class_map['0']: found 5, expected a text",
    ),
    "class_map a list": (
        frame(semantic(class_map=["road"])),
        'class_map: found ["road"], expected an object',
    ),
}

FIELDS = {
    "x a text": (box(x="10 px"), "field x: found '10 px', expected a number"),
    "x a text of a number in another way": (box(x="1,5"), "field x: found '1,5', expected a"),
    "x a text of a number too large": (
        box(x="1e400"),
        "field x: found '1e400', expected a number",
    ),
    "x that float64 cannot hold": (
        box(x=2**53 + 1),
        f"field x: found {2**53 + 1}, which float64 cannot hold exactly",
    ),
    "y of a point that float64 cannot hold": (
        box(points=[{"x": 1, "y": -(2**60) - 1}]),
        f"field points[0].y: found {-(2**60) - 1}, which float64 cannot hold exactly",
    ),
    "y null": (box(y=None), "field y: found null, expected a number"),
    "x too long for a float": (
        box(x=10**400),
        "field x",
        "expected a number that float64 can hold",
    ),
    "width negative": (box(width=-40.0), "field width: found -40.0, expected a number >= 0"),
    "confidence in percent": (
        box(confidence=87.5),
        "field confidence: found 87.5, expected a number <= 1",
    ),
    "confidence true": (box(confidence=True), "field confidence: found true, expected a number"),
    "class a number": (box(**{"class": 2}), "field class: found 2, expected a text"),
    "class_id a text": (box(class_id="3.5"), "field class_id: found 3.5, expected a whole number"),
    "class_id a fraction": (
        box(class_id=1.5),
        "field class_id: found 1.5, expected a whole number",
    ),
    "class_id beyond 64 bits": (
        box(class_id=2**63),
        f"field class_id: found {2**63}, expected a whole number <= {2**63 - 1}",
    ),
    "tracker_id a text": (
        box(tracker_id="t"),
        "field tracker_id: found 't', expected a whole number",
    ),
    "detection_id a number": (box(detection_id=1), "field detection_id: found 1, expected a text"),
    "parent_id a list": (box(parent_id=["p"]), 'field parent_id: found ["p"], expected a text'),
    "points a text": (box(points="0,0 1,1"), "field points: found '0,0 1,1', expected a list"),
    "points of pairs": (
        box(points=[[0, 0], [1, 1]]),
        "field points[0]: found [0,0], expected an object",
    ),
    "point without y": (box(points=[{"x": 1, "y": 1}, {"x": 1}]), "field points[1].y: is missing"),
    "keypoint with x a text": (
        box(keypoints=[{"x": "left", "y": 1}]),
        "field keypoints[0].x: found 'left', expected a number",
    ),
    "keypoint with class a number": (
        box(keypoints=[{"x": 1, "y": 1, "class": 5}]),
        "field keypoints[0].class: found 5, expected a text",
    ),
    "rle a text": (box(rle="0044"), "field rle: found '0044', expected an object"),
    "rle size of three": (
        box(rle={"size": [2, 2, 3], "counts": "04"}),
        "field rle.size: found [2,2,3], expected a list",
    ),
    "rle size negative": (
        box(rle={"size": [-2, 2], "counts": "04"}),
        "rle.size[0]: found -2, expected a whole number >= 0",
    ),
    "rle counts a number": (
        box(rle={"size": [2, 2], "counts": 4}),
        "rle.counts: found 4, expected a text or a list",
    ),
    "rle counts with a negative run": (
        box(rle={"size": [2, 2], "counts": [5, -1]}),
        "rle.counts[1]: found -1, expected a whole number >= 0",
    ),
    "rle runs that do not fill the size": (
        box(rle={"size": [2, 3], "counts": [1, 4]}),
        "field rle.counts: found runs of 5 pixels in all, expected 2 x 3",
    ),
    "rle text that fills too little": (
        box(rle={"size": [2, 3], "counts": "14"}),
        "field rle.counts: found runs of 5 pixels in all, expected 2 x 3",
    ),
    "rle text that ends inside a run": (
        box(rle={"size": [2, 3], "counts": "1P"}),
        "prediction 1, field rle.counts: ",
        "damaged",
    ),
    "rle text that is not of the code": (
        box(rle_mask={"size": [2, 3], "counts": "1 5"}),
        "prediction 1, field rle_mask.counts: ",
        "damaged",
    ),
    "rle_mask runs that fill too much": (
        box(rle_mask={"size": [2, 2], "counts": [1, 4]}),
        "rle_mask.counts: found runs of 5 pixels",
    ),
}

HTML = (
    b"<!DOCTYPE html>\n<html><head><title>502 Bad\nGateway</title></head><body>oops</body></html>"
)
EXPIRED = (
    b"<?xml version='1.0' encoding='UTF-8'?><Error><Code>ExpiredToken</Code>"
    b"<Message>The provided token has expired.</Message><Details>"
    + SECRET.encode()
    + b"</Details></Error>"
)
SIGNED = f"https://storage.example/result.json?X-Goog-Expires=86400&X-Goog-Signature={SECRET}"

WRONG_DOCUMENTS = {
    "empty answer": (
        b"{}",
        "is the empty answer {} of a job that has not finished",
        "wait for the job",
    ),
    "status of a running job": (
        text_of({"status": 1}),
        "is the status answer of a job, not its result",
        "wait until the status is 0",
    ),
    "status of a finished job": (
        text_of({"status": 0, "output_signed_url": SIGNED}),
        "is the status answer of a finished job",
        "download what its output_signed_url names",
    ),
    "answer to a submission": (
        text_of({"job_id": "j-1", "message": "queued"}),
        "is the answer to a job's submission",
        "wait for the job",
    ),
    "answer with an upload address": (
        text_of({"signed_url": SIGNED}),
        "is the answer with an upload address",
        "upload, submit and wait",
    ),
    "API error with the key": (
        text_of(
            {"error": {"message": "This API key does not exist.", "status": 401, "key": SECRET}}
        ),
        "is an error of the API: This API key does not exist.",
    ),
    "API error with the key in its words": (
        text_of({"error": f"no workspace for api_key={SECRET}&x=1"}),
        "is an error of the API: no workspace for api_key=[redacted]",
    ),
    "API message with terminal codes": (
        text_of({"message": "\x1b[31mNot\x07 found"}),
        "is an error of the API: \ufffd[31mNot\ufffd found",
    ),
    "API message": (text_of({"message": "Not\nfound"}), "is an error of the API: Not found"),
    "XML error": (
        EXPIRED,
        "ExpiredToken (The provided token has expired.)",
        "ask the job's status for a new one",
    ),
    "HTML page": (
        HTML,
        "is an HTML page titled '502 Bad Gateway', expected a Video Inference result",
    ),
    "HTML page without title": (
        b"<html><body>hello",
        "is an HTML page, expected a Video Inference",
    ),
    "COCO file": (
        text_of({"info": {}, "images": [], "annotations": [], "categories": []}),
        "is a COCO file, expected a Video Inference result",
        "`vidresults import DATASET --from ",
    ),
    "CVAT XML": (
        b'<?xml version="1.0"?>\n<annotations><version>1.1</version></annotations>',
        "is CVAT XML",
        "`vidresults import DATASET --from ",
    ),
    "other XML": (b"<kml></kml>", "is XML, expected a Video Inference result"),
    "MOT text": (
        b"1,-1,794.27,247.59,71.245,174.88,4.56,-1,-1,-1\n",
        "is MOT text",
        "`vidresults import DATASET --from ",
    ),
    "JSON list": (
        text_of([document(element())]),
        "is a JSON list, expected a Video Inference result",
    ),
    "reply of a Workflow without predictions": (
        text_of({"outputs": [{"count": 3, "text": "STOP"}]}),
        "is the reply of a Workflow without predictions (its outputs are 'count', 'text')",
    ),
    "outputs of something else": (text_of({"outputs": 3}), "outputs that are no Workflow's"),
    "message of a WebRTC session": (
        text_of({"serialized_output_data": {"boxes": element()}, "video_metadata": {}}),
        "is a message of a WebRTC session",
    ),
    "answer of the stream manager": (
        text_of({"outputs": [{"boxes": element()}], "frames_metadata": [{"frame_id": 1}]}),
        "is an answer of the stream manager",
    ),
    "message of the UDP sink": (
        text_of(element(inference_metadata={"frame_id": 1})),
        "is a message of the UDP sink",
    ),
    "list of files of a batch job": (
        text_of({"filesMetadata": [{"downloadURL": SIGNED, "fileName": "a.tar"}]}),
        "is the list of files of a Batch Processing job",
        "download what each downloadURL names",
    ),
    "COCO results": (
        text_of([{"image_id": 1, "category_id": 2, "bbox": [0, 0, 1, 1], "score": 0.5}]),
        "is a JSON list of COCO results",
        "`vidresults import DATASET --from coco`",
    ),
    "MegaDetector": (
        text_of({"images": [], "detection_categories": {"1": "animal"}, "info": {}}),
        "is MegaDetector's JSON",
        "`vidresults import DATASET --from megadetector`",
    ),
    "Rekognition": (
        text_of({"JobStatus": "SUCCEEDED", "Labels": [], "VideoMetadata": {}}),
        "is an answer of Rekognition Video",
        "`vidresults import DATASET --from rekognition`",
    ),
    "pages of Rekognition": (
        text_of([{"JobStatus": "SUCCEEDED", "Labels": [{"Timestamp": 0, "Label": {}}]}]),
        "is a JSON list of answers of Rekognition Video",
        "`vidresults import DATASET --from rekognition`",
    ),
    "Video Intelligence": (
        text_of({"annotationResults": [{"objectAnnotations": []}]}),
        "is an answer of Video Intelligence",
        "`vidresults import DATASET --from video-intelligence`",
    ),
    "operation of Video Intelligence": (
        text_of({"name": "x", "metadata": {}, "done": True, "response": {}}),
        "is a finished operation",
        "`vidresults import DATASET --from video-intelligence`",
    ),
    "Ultralytics' JSON": (
        text_of([{"name": "a", "class": 0, "box": {"x1": 0, "y1": 0, "x2": 1, "y2": 1}}]),
        "is the JSON of Ultralytics' results",
        "`vidresults import DATASET --from ultralytics`",
    ),
    "Label Studio tasks": (
        text_of([{"id": 1, "annotations": [], "data": {"video": "a.mp4"}}]),
        "is a JSON list of Label Studio tasks",
        "export it there as COCO, which `vidresults import DATASET --from coco`",
    ),
    "VOC XML": (
        b"<annotation><object><bndbox><xmin>1</xmin></bndbox></object></annotation>",
        "is Pascal VOC XML",
        "export it there as COCO",
    ),
    "YOLO labels": (
        b"0 0.5 0.5 0.25 0.125\n1 0.5 0.5 1 1\n",
        "is the text of YOLO labels",
        "--from yolo`",
    ),
    "other JSON": (
        text_of({"fps": 25, "boxes": []}),
        "is JSON with the keys 'fps', 'boxes'",
        "frame_offset",
    ),
    "plain text": (
        b"hello world",
        "is not JSON (begins 'hello world'), expected a Video Inference",
    ),
    "file with a key": (
        f"API_KEY={SECRET}".encode(),
        "is not JSON (begins 'API_KEY=[redacted]')",
        "expected a Video Inference",
    ),
    "PNG picture": (PNG, "is not JSON", "expected a Video Inference result"),
    "terminal codes": (b"\x1b[31mred", r"begins '\x1b[31mred'"),
    "wrapper with two documents": (
        text_of({"cars": document(None), "people": document(None)}),
        "holds 2 documents: 'cars', 'people'; pick one by name",
        "--document NAME",
    ),
}

PRINTED = {
    "not closed": (
        b"{'street': [1, 2",
        "printed Python dict that cannot be read back",
        "expected JSON",
    ),
    "a function call": (
        b"{'frame_offset': open('evaluated', 'w')}",
        "printed Python dict that cannot be read back",
    ),
    "an unhashable key": (
        b"{'a': {[1]: 2}}",
        "printed Python dict that cannot be read back",
        "unhashable",
    ),
    "signs without end": (
        b"{'a': " + b"-" * 100_000 + b"1}",
        "printed Python dict that cannot be read back",
    ),
    "bytes in it": (b"{'a': b'x'}", "cannot be written as JSON", "bytes"),
    "not UTF-8": (b"{'a': '\xff'}", "printed Python dict that cannot be read back", "utf-8"),
    "of another kind": (b"{'status': 1}", "is the status answer of a job, not its result"),
}
