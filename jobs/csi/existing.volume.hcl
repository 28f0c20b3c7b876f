# For `nomad volume register`: a volume that already exists in the storage.
variable "volume_id" {
  type = string
}

variable "plugin_id" {
  type    = string
  default = "hostpath"
}

variable "external_id" {
  type = string
}

type        = "csi"
id          = var.volume_id
name        = var.volume_id
external_id = var.external_id
plugin_id   = var.plugin_id

capability {
  access_mode     = "single-node-writer"
  attachment_mode = "file-system"
}

mount_options {
  fs_type     = "ext4"
  mount_flags = ["noatime"]
}

secrets {
  token = "not-for-logs"
}

context {
  endpoint = "kept-by-nomad"
}
