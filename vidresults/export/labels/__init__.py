"""What labels are made of: classes, boxes on their pictures, masks, files of labels."""
