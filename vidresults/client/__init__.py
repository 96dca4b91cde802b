"""The client of the Video Inference API: it loses no job.

client = Client()                                    # the key: ROBOFLOW_API_KEY
job = client.submit("street.mp4", models=["rock-paper-scissors/4"], infer_fps=5)
results = job.wait().load()
"""

from vidresults.client.client import Client
from vidresults.client.job import Job
from vidresults.client.models import Model
from vidresults.client.record import Record, State
from vidresults.client.retry import RetryPolicy

__all__ = ["Client", "Job", "Model", "Record", "RetryPolicy", "State"]
