# A small file-system volume. The harness fills in the variables; to use the file by hand, write the values in.
variable "volume_id" {
  type = string
}

variable "plugin_id" {
  type    = string
  default = "hostpath"
}

variable "access_mode" {
  type    = string
  default = "single-node-writer"
}

type      = "csi"
id        = var.volume_id
name      = var.volume_id
plugin_id = var.plugin_id

capacity_min = "1MiB"
capacity_max = "64MiB"

capability {
  access_mode     = var.access_mode
  attachment_mode = "file-system"
}
